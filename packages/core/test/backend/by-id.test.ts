import { expect, it } from 'vitest';
import { byId } from '../../src/backend/by-id.ts';

it('in byte order of ids, whatever the names are', () => {
  const ids = ['b', 'a~', 'B', 'a', 'a+', '\xe9', 'a-b'];
  const packages = ids.map((id) => ({ id, name: 'x', version: '1', arch: 'all' }));
  expect(packages.sort(byId).map(({ id }) => id)).toEqual([
    'B',
    'a',
    'a+',
    'a-b',
    'a~',
    'b',
    '\xe9',
  ]);
});
