import type { Package } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { groupPackages } from '../../src/layers/package-groups.ts';

function packageOf(id: string): Package {
  const [name = id] = id.split(':');
  return { name, version: '1', arch: 'amd64', id };
}

function packagesOf(count: number): Package[] {
  return Array.from({ length: count }, (_, index) =>
    packageOf(`p${String(index).padStart(3, '0')}`),
  );
}

/** The ids of each group's packages. */
function cut(packages: readonly Package[], bytes: readonly (number | undefined)[]): string[][] {
  return groupPackages(packages, bytes).map((group) =>
    group.packages.map((index) => packages[index]!.id),
  );
}

describe('packages', () => {
  it('have a layer each, in the order of their ids, but for those without files', () => {
    const packages = ['zsh', 'bash', 'none', 'libc6:i386', 'libc6'].map(packageOf);
    const groups = cut(packages, [10, 0, undefined, 5, 5]);
    expect(groups).toEqual([['bash'], ['libc6'], ['libc6:i386'], ['zsh']]);
  });

  it('of which there are 99 have a layer each', () => {
    const packages = packagesOf(99);
    expect(
      cut(
        packages,
        packages.map(() => 7),
      ),
    ).toEqual(packages.map(({ id }) => [id]));
  });

  it('of which there are more have one if they are large', () => {
    const packages = packagesOf(200);
    const bytes = packages.map((_, index) => (index < 84 ? 4096 : 4095));
    const groups = cut(packages, bytes);
    expect(groups.slice(0, 84)).toEqual(packages.slice(0, 84).map(({ id }) => [id]));
    expect(groups.length).toBeLessThanOrEqual(99);
    expect(groups.flat().sort()).toEqual(packages.map(({ id }) => id));
  });

  it('that are one too many to be large need twice the size', () => {
    const packages = packagesOf(200);
    const bytes = packages.map((_, index) => (index < 85 ? (index === 3 ? 8192 : 4096) : 5));
    expect(cut(packages, bytes).filter((group) => group.length === 1)).toEqual([['p003']]);
  });

  it('that are small stay together, whatever else there is, and whatever their version', () => {
    const packages = packagesOf(200);
    const sizes = (large: number) => packages.map((_, index) => (index < large ? 1e6 : 10));
    const together = (groups: string[][]) => groups.find((group) => group.includes('p150'))!;
    const one = together(cut(packages, sizes(20)));
    const newer = packages.map((each) => ({ ...each, version: '2' }));
    expect(together(cut(newer, sizes(80))).filter((id) => one.includes(id))).toEqual(
      together(cut(packages, sizes(80))),
    );
  });

  it('of a thousand, or all empty, are in 99 layers at most', () => {
    const packages = packagesOf(1000);
    expect(
      cut(
        packages,
        packages.map(() => 0),
      ).length,
    ).toBeLessThanOrEqual(99);
    expect(
      cut(
        packages,
        packages.map((_, index) => index),
      ).length,
    ).toBeLessThanOrEqual(99);
  });
});
