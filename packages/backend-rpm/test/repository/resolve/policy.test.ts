import { describe, expect, it } from 'vitest';
import { Policy } from '../../../src/repository/resolve/policy.ts';
import { type Pooled, poolOf } from '../fixtures/pool.ts';

const RANKS = [
  { priority: 99, cost: 1000 },
  { priority: 50, cost: 1000 },
  { priority: 99, cost: 500 },
];

/** @param favoured packages that something that is in recommends, or suggests */
function policyOf(
  packages: readonly Pooled[],
  favoured: { recommended?: number[]; suggested?: number[] } = {},
) {
  const policy = new Policy(poolOf(packages, RANKS), {
    isRecommended: (pkg) => favoured.recommended?.includes(pkg) ?? false,
    isSuggested: (pkg) => favoured.suggested?.includes(pkg) ?? false,
  });
  const all = packages.map((_, at) => at + 1);
  return { pruned: policy.prune(all), ordered: policy.order(all) };
}

describe('what stays in question', () => {
  it.each<[string, Pooled[], number[]]>([
    [
      'packages of the preferred repository, though others have newer ones',
      [{ name: 'a', evr: '2-1' }, { name: 'a', source: 1 }, { name: 'b' }],
      [2],
    ],
    [
      'packages for the best architecture, and those for all, though others are newer',
      [
        { name: 'a', arch: 'i686', evr: '2-1' },
        { name: 'b' },
        { name: 'c', arch: 'noarch' },
        { name: 'd', arch: 'i386' },
      ],
      [2, 3],
    ],
    [
      'packages for all architectures, if there are no others',
      [
        { name: 'a', arch: 'noarch' },
        { name: 'b', arch: 'noarch' },
      ],
      [1, 2],
    ],
    [
      'the newest of each name',
      [
        { name: 'a', evr: '1-9' },
        { name: 'a', evr: '1-10' },
        { name: 'a', evr: '1-2' },
        { name: 'b', evr: '0-1' },
      ],
      [2, 4],
    ],
    ['of equals the one of the cheaper repository', [{ name: 'a' }, { name: 'a', source: 2 }], [2]],
    ['of equals of one repository the first', [{ name: 'a' }, { name: 'a' }], [1]],
    ['none that another one obsoletes', [{ name: 'a' }, { name: 'b', obsoletes: ['a'] }], [2]],
  ])('%s', (_, packages, expected) => {
    expect(policyOf(packages).pruned).toEqual(expected);
  });

  it('those that are recommended, if any are', () => {
    const packages = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
    expect(policyOf(packages, { recommended: [2, 3] }).pruned).toEqual([2, 3]);
    expect(policyOf(packages, { recommended: [7] }).pruned).toEqual([1, 2, 3]);
  });

  it('one candidate, whatever speaks against it', () => {
    const policy = new Policy(poolOf([{ name: 'a' }, { name: 'a', evr: '2-1' }], RANKS), {
      isRecommended: () => false,
      isSuggested: () => false,
    });
    expect(policy.order([1])).toEqual([1]);
    expect(policy.order([])).toEqual([]);
  });
});

describe('the order of those', () => {
  const b = { name: 'b' };

  it('is by name', () => {
    expect(policyOf([{ name: 'c' }, { name: 'a' }, b]).ordered).toEqual([2, 3, 1]);
  });

  it.each<[string, Pooled, number[]]>([
    ['a newer one of its name and architecture', { name: 'a', evr: '2-1' }, [2, 1]],
    ['one as old', { name: 'a', evr: '1-1' }, [1, 2]],
    ['an older one', { name: 'a', evr: '0-1' }, [1, 2]],
    ['a newer one for another architecture', { name: 'a', evr: '2-1', arch: 'i686' }, [1, 2]],
    ['an older one of a preferred repository', { name: 'a', evr: '0-1', source: 1 }, [2, 1]],
  ])('beside %s', (_, other, expected) => {
    const policy = new Policy(poolOf([{ name: 'a' }, b, other], RANKS), {
      isRecommended: () => false,
      isSuggested: () => false,
    });
    expect(policy.order([1, 2])).toEqual(expected);
  });

  it('a newer one of a repository that comes later does not count', () => {
    const packages = [
      { name: 'a', source: 1 },
      { name: 'b', source: 1 },
      { name: 'a', evr: '2-1' },
    ];
    expect(policyOf(packages).ordered).toEqual([1, 2]);
  });

  it('has those behind that provide lower versions of the same', () => {
    const packages = [
      { name: 'a', provides: ['c = 1'] },
      { name: 'b', provides: ['c = 2'] },
    ];
    expect(policyOf(packages).ordered).toEqual([2, 1]);
  });

  it('has in front what is suggested', () => {
    expect(policyOf([{ name: 'a' }, b, { name: 'c' }], { suggested: [3] }).ordered).toEqual([
      ...[3, 1, 2],
    ]);
  });
});
