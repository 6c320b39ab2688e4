import { describe, expect, it } from 'vitest';
import { resolvePackages } from '../../../src/repository/resolve/resolve.ts';
import { type Described, poolOf } from '../fixtures/pool.ts';

function resolve(names: readonly string[], ...databases: readonly (readonly Described[])[]) {
  const { packages, notes } = resolvePackages(names, {
    ...{ pool: poolOf(databases), repositories: ['core', 'extra'] },
    architectures: ['x86_64', 'x86_64_v3'],
  });
  return { names: packages.map(({ name }) => name).sort(), notes };
}

function refusal(names: readonly string[], ...packages: readonly Described[]): string {
  try {
    resolve(names, packages);
  } catch (error) {
    expect(error).toMatchObject({ code: 'PACKAGES_UNSATISFIABLE' });
    return (error as Error).message.replace('these packages cannot be installed together: ', '');
  }
  throw new Error('it is possible');
}

describe('what pacman would install', () => {
  it('is what was asked for, and all that it depends on', () => {
    const core = [{ name: 'a', depends: ['b>=2', 'v'] }, { name: 'b' }, { name: 'z' }];
    const extra = [
      { name: 'b', version: '2-1' },
      { name: 'c', provides: ['v'], depends: ['a'] },
    ];
    expect(resolve(['a'], core, extra)).toEqual({ names: ['a', 'b', 'c'], notes: [] });
    expect(resolve([], core, extra)).toEqual({ names: [], notes: [] });
  });

  it('tells of choices, each once, with what else there was', () => {
    const packages = [
      ...[
        { name: 'a', depends: ['v'] },
        { name: 'b', depends: ['v'] },
      ],
      ...['one', 'two', 'three'].map((name) => ({ name, provides: ['v'] })),
    ];
    const notes = ["'v': chose one, not two, three"];
    expect(resolve(['v'], packages)).toEqual({ names: ['one'], notes });
    expect(resolve(['a'], packages)).toEqual({ names: ['a', 'one'], notes });
    expect(resolve(['two', 'a'], packages)).toEqual({ names: ['a', 'two'], notes: [] });
  });

  it('leaves out what something else stands for, and says so', () => {
    const packages = [
      { name: 'a', depends: ['old'] },
      { name: 'old' },
      { name: 'new', provides: ['old'], conflicts: ['old'] },
    ];
    expect(resolve(['old', 'new', 'a'], packages)).toEqual({
      names: ['a', 'new'],
      notes: ['left out old, which conflicts with new'],
    });
  });
});

describe('what pacman would not install', () => {
  it('lacks something that is nowhere', () => {
    expect(refusal(['a'], { name: 'a', depends: ['none>=2'] })).toContain('none>=2');
  });

  it('lacks something that was left out, in the version that it needs', () => {
    const packages = [
      { name: 'a', depends: ['old>=2'] },
      { name: 'old', version: '2-1' },
      { name: 'new', provides: ['old=1'], conflicts: ['old'] },
    ];
    expect(refusal(['old', 'new', 'a'], ...packages)).toBe(
      'a needs old>=2, which conflicts with others',
    );
  });

  it('has two that are in each other\u2019s way', () => {
    const packages = [{ name: 'a', conflicts: ['b<2'] }, { name: 'b' }];
    expect(refusal(['a', 'b'], ...packages)).toBe('a conflicts with b (b<2)');
  });

  it('is for another machine; any and its own are not', () => {
    const packages = ['any', 'x86_64', 'x86_64_v3', 'aarch64', 'i686'].map((arch) => ({
      ...{ name: `a-${arch}`, arch },
    }));
    const names = packages.map(({ name }) => name);
    expect(refusal(names, ...packages)).toBe(
      'a-aarch64 is for aarch64, and not for x86_64, x86_64_v3; a-i686 is for i686, and not for x86_64, x86_64_v3',
    );
    expect(resolve(names.slice(0, 3), packages).names).toEqual(names.slice(0, 3));
  });
});
