import { describe, expect, it } from 'vitest';
import { describeTie } from '../../../src/repository/resolve/explain.ts';
import { resolvePackages } from '../../../src/repository/resolve/resolve.ts';
import { type Pooled, poolOf } from '../fixtures/pool.ts';

/** Names of what is chosen, and what there was to choose; or the paths that are to be looked for. */
function resolve(packages: readonly Pooled[], words: readonly string[], asked: string[] = []) {
  const pool = poolOf(packages);
  const found = resolvePackages(pool, words, new Set(asked));
  if ('paths' in found) return { paths: [...found.paths] };
  return {
    names: found.packages.map((pkg) => pool.entry(pkg).name).sort(),
    ties: found.ties.map((tie) => describeTie(pool, tie)),
  };
}

function refusal(packages: readonly Pooled[], words: readonly string[]): string {
  try {
    resolve(packages, words);
  } catch (error) {
    expect(error).toMatchObject({
      code: 'PACKAGES_UNSATISFIABLE',
      hint: 'leave one of them out, or specify another provider by name',
    });
    return (error as Error).message.replace('these packages cannot be installed together: ', '');
  }
  throw new Error('it is possible');
}

describe('what is installed', () => {
  it('is what was asked for, with all that it requires, and no more', () => {
    const packages = [
      { name: 'a', requires: ['b', 'c >= 2', 'rpmlib(X) <= 1'], recommends: ['r'] },
      { name: 'b', requires: ['a'] },
      { name: 'c', evr: '1-1' },
      { name: 'd', provides: ['c = 2'] },
      { name: 'r' },
    ];
    expect(resolve(packages, ['a'])).toEqual({ names: ['a', 'b', 'd'], ties: [] });
    expect(resolve(packages, ['r', 'b'])).toEqual({ names: ['a', 'b', 'd', 'r'], ties: [] });
    expect(resolve(packages, [])).toEqual({ names: [], ties: [] });
  });

  it('tells which choices could have been others', () => {
    const packages = [
      { name: 'a', requires: ['mail'] },
      { name: 'postfix', provides: ['mail'] },
      { name: 'exim', provides: ['mail'] },
      { name: 'sendmail', provides: ['mail'] },
    ];
    const names = ['a', 'exim'];
    const tie = "'mail': chose exim, not postfix, sendmail";
    expect(resolve(packages, ['a'])).toEqual({ names, ties: [tie] });
    expect(resolve(packages, ['mail'])).toEqual({ names: ['exim'], ties: [tie] });
    // Nothing is left to choose.
    expect(resolve(packages, ['a', 'sendmail'])).toEqual({ names: ['a', 'sendmail'], ties: [] });
  });

  it('is as few as possible: what comes in anyway is chosen, which the choice says then', () => {
    const packages = [
      { name: 'a', requires: ['x', 'y'] },
      { name: 'first', provides: ['x'] },
      { name: 'second', provides: ['x'] },
      { name: 'third', provides: ['x'] },
      { name: 'most', provides: ['y'], requires: ['second'] },
      { name: 'other', provides: ['y'] },
    ];
    const { names, ties } = resolve(packages, ['a']);
    expect(names).toEqual(['a', 'most', 'second']);
    expect(ties).toEqual(["'x': chose second, not first, third", "'y': chose most, not other"]);
  });

  it('asks for lists of files with paths that only they have', () => {
    const packages = [
      { name: 'a', requires: ['/usr/share/x', '/usr/bin/none', '/usr/share/y'] },
      { name: 'b', files: ['/usr/share/y'] },
    ];
    expect(resolve(packages, ['a'])).toEqual({ paths: ['/usr/share/x'] });
    expect(resolve(packages, ['/opt/x', '/usr/share/y'])).toEqual({
      paths: ['/opt/x', '/usr/share/y'],
    });
    expect(resolve(packages, ['/usr/share/y'], ['/usr/share/y'])).toMatchObject({ names: ['b'] });
  });
});

describe('a refusal says what is in the way', () => {
  it.each<[string, Pooled[], string[], string[]]>([
    [
      'nothing provides it',
      [{ name: 'a', requires: ['none >= 2'] }],
      ['a'],
      ['a-1-1.x86_64 requires none >= 2, which nothing provides', 'a is asked for'],
    ],
    [
      'a conflict',
      [{ name: 'a', conflicts: ['b < 2'] }, { name: 'b' }],
      ['a', 'b'],
      ['a-1-1.x86_64 conflicts with b < 2', 'a is asked for', 'b is asked for'],
    ],
    [
      'what is obsolete',
      [{ name: 'a', obsoletes: ['b'] }, { name: 'b' }, { name: 'c', requires: ['b = 1'] }],
      ['a', 'c'],
      [
        ...['a-1-1.x86_64 obsoletes b', 'c-1-1.x86_64 requires b = 1'],
        ...['a is asked for', 'c is asked for'],
      ],
    ],
    [
      'two versions of one name',
      [
        { name: 'a', evr: '1-1' },
        { name: 'a', evr: '2-1' },
      ],
      ['a-1', 'a-2'],
      [
        'of a-1-1.x86_64 and a-2-1.x86_64 there can be only one',
        ...['a-1 is asked for', 'a-2 is asked for'],
      ],
    ],
  ])('%s', (_, packages, words, sentences) => {
    expect(refusal(packages, words).split('; ').sort()).toEqual([...sentences].sort());
  });

  it('through several choices, each of which fails', () => {
    const packages = [
      { name: 'a', requires: ['x'], conflicts: ['z'] },
      { name: 'b', provides: ['x'], requires: ['z'] },
      { name: 'c', provides: ['x'], requires: ['none'] },
      { name: 'z' },
    ];
    expect(refusal(packages, ['a']).split('; ').sort()).toEqual([
      ...['a is asked for', 'a-1-1.x86_64 conflicts with z', 'a-1-1.x86_64 requires x'],
      ...['b-1-1.x86_64 requires z', 'c-1-1.x86_64 requires none, which nothing provides'],
    ]);
    expect(resolve([...packages, { name: 'none' }], ['a'])).toEqual({
      ...{ names: ['a', 'c', 'none'], ties: [] },
    });
  });
});
