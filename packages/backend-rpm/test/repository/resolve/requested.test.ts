import { describe, expect, it } from 'vitest';
import { requestedPackages } from '../../../src/repository/resolve/requested.ts';
import { type Pooled, poolOf } from '../fixtures/pool.ts';

/** What a word means, as packages are called; throws as it does. */
function meant(word: string, packages: readonly Pooled[]): string[] {
  const pool = poolOf(packages);
  return requestedPackages(pool, word).map((pkg) => pool.label(pkg));
}

const BASH: Pooled[] = [
  { name: 'bash', evr: '5.2.15-3.fc38' },
  { name: 'bash', evr: '5.2.15-3.fc38', arch: 'i686' },
  { name: 'bash', evr: '5.1-1', provides: ['shell'] },
  { name: 'dash', evr: '1:0.5-2', provides: ['shell = 2', '/bin/sh'] },
  { name: 'bash-doc', evr: '5.2.15-3.fc38', arch: 'noarch' },
];
const [NEW, OTHER, OLD, DASH, DOC] = [
  ...['bash-5.2.15-3.fc38.x86_64', 'bash-5.2.15-3.fc38.i686', 'bash-5.1-1.x86_64'],
  ...['dash-1:0.5-2.x86_64', 'bash-doc-5.2.15-3.fc38.noarch'],
] as [string, string, string, string, string];

describe('a word of the command line', () => {
  it.each<[string, string[]]>([
    ['bash', [NEW, OTHER, OLD]],
    ['bash-doc', [DOC]],
    ['bash.i686', [OTHER]],
    ['bash-5.2.15', [NEW, OTHER]],
    ['bash-5.1-1', [OLD]],
    ['bash-5.2.15-3.fc38', [NEW, OTHER]],
    ['bash-5.2.15-3.fc38.i686', [OTHER]],
    ['bash-0:5.1-1', [OLD]],
    ['bash-0:5.1', [OLD]],
    ['bash-0:5.1-1.x86_64', [OLD]],
    ['dash-0.5-2', [DASH]],
    ['dash-1:0.5', [DASH]],
    ['shell', [OLD, DASH]],
    ['/bin/sh', [DASH]],
  ])("'%s' is a name, with version and architecture, or what is provided", (word, found) => {
    expect(meant(word, BASH)).toEqual(found);
  });

  it.each(['bash-6', 'bash-5.2', 'bash.arm', 'dash-2:0.5-2', 'bash-', 'bas'])(
    "'%s' is no part of a name or version",
    (word) => {
      expect(() => meant(word, BASH)).toThrow(
        expect.objectContaining({
          code: 'PACKAGES_MISSING',
          message: `no such package in the repositories: ${word}`,
        }),
      );
    },
  );

  it('that is wrong is an error with the nearest name, or with what to do', () => {
    expect(() => meant('bosh', BASH)).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/^did you mean (bash|dash)\?$/) }),
    );
    expect(() => meant('gnome-shell-extension', BASH)).toThrow(
      expect.objectContaining({ hint: 'check the name, and the repositories' }),
    );
  });

  it('means a package of that name before one that is so called with its version, or provides it', () => {
    const packages = [
      { name: 'a', evr: '1-1' },
      { name: 'a-1', evr: '2-1' },
      { name: 'b', provides: ['a-1-1'] },
    ];
    expect(meant('a-1', packages)).toEqual(['a-1-2-1.x86_64']);
    expect(meant('a-1-1', packages)).toEqual(['a-1-1.x86_64']);
    expect(meant('a-1-1', packages.slice(1))).toEqual(['b-1-1.x86_64']);
  });

  it('means those that obsolete a package of that name as well, in a version that is there', () => {
    const packages = [
      { name: 'new', obsoletes: ['old < 3', 'other'] },
      { name: 'old', evr: '2-1' },
      { name: 'newer', obsoletes: ['old < 2'] },
      { name: 'user', requires: ['old'] },
    ];
    expect(meant('old', packages)).toEqual(['new-1-1.x86_64', 'old-2-1.x86_64']);
    expect(meant('new', packages)).toEqual(['new-1-1.x86_64']);
    // A word that is more than a name means just that.
    expect(meant('old-2', packages)).toEqual(['old-2-1.x86_64']);
  });
});
