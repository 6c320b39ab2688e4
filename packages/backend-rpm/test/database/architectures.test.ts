import { expect, it } from 'vitest';
import { Architectures } from '../../src/database/architectures.ts';
import { recordOf } from '../fixtures/records.ts';

const of = (...archs: string[]) =>
  new Architectures(archs.map((arch) => recordOf({ name: 'p', version: '1', arch })));

it('ranks by number of packages, then by name; packages of none fit the own one', () => {
  const archs = of('i686', 'x86_64', 'i486', 'x86_64', 'noarch', 'noarch', 'noarch');
  expect(['x86_64', 'noarch', '(none)', 'i486', 'i686'].map((arch) => archs.rank(arch))).toEqual([
    0, 0, 0, 1, 2,
  ]);
});

it('prefers what stands beside a package of its own architecture', () => {
  const archs = of('x86_64', 'x86_64', 'i686');
  expect(archs.compare('i686', 'x86_64', 'i686')).toBeLessThan(0);
  expect(archs.compare('i686', 'x86_64', 'noarch')).toBeGreaterThan(0);
  expect(archs.compare('noarch', 'i686', 'i686')).toBe(0);
});
