import { CLOSURES, CORNER_SET } from '@supermin/test-support/pacman';
import { expect, it } from 'vitest';
import { resolveAsSupermin5 } from '../../src/resolve/supermin5.ts';
import { systemOf } from '../fixtures/system.ts';

const system = systemOf(CORNER_SET);
const closure = (name: string) =>
  resolveAsSupermin5(system, [system.named(name)!]).map(({ id }) => id);

it('takes the first of several by name, whatever is in', () => {
  expect(closure('user-new')).toEqual([
    'epoch',
    'feature',
    'feature-long',
    'filesystem',
    'user-new',
  ]);
});

it.each(Object.entries(CLOSURES).filter(([name]) => !['user-new', 'meta'].includes(name)))(
  'is the same where there is no choice: %s',
  (name, expected) => {
    expect(closure(name)).toEqual(expected);
  },
);
