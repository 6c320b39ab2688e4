import { expect, it } from 'vitest';
import { KINDS, type Kind } from '../../../src/repository/index/dependency-kinds.ts';
import { type IndexedPackage, TableBuilder } from '../../../src/repository/index/table-builder.ts';

const NOTHING = Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as Record<
  Kind,
  readonly string[]
>;
const PACKAGE: IndexedPackage = {
  ...{ name: 'a', arch: 'noarch', evr: '1-1', sha256: '', size: '1', href: 'a.rpm' },
  lists: NOTHING,
};

/** How many of a package are taken, of which each is the same. */
function taken(pkg: IndexedPackage, most: number): number {
  const builder = new TableBuilder();
  let count = 0;
  while (count < most && builder.add(pkg, 0)) count++;
  return count;
}

it('has half a million packages', () => {
  expect(taken(PACKAGE, 600_000)).toBe(500_000);
});

it('has 32 million dependencies, also where they are the same', () => {
  const requires = Array.from({ length: 1 << 20 }, () => 'b');
  expect(taken({ ...PACKAGE, lists: { ...NOTHING, requires } }, 40)).toBe(32);
});
