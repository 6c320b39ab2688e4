import { describe, expect, it } from 'vitest';
import type { IndexedPackage } from '../../../src/repository/index/table-builder.ts';
import { spellingsOf, wantedPackages } from '../../../src/repository/index/wanted.ts';

const BASH = { name: 'bash', arch: 'x86_64', evr: '5.2-3' };

function isWanted(exclude: string[], include: string[], pkg = BASH, arch = 'x86_64'): boolean {
  return wantedPackages({ exclude, include }, arch)(pkg as IndexedPackage);
}

describe('a package', () => {
  it('may be called in eight ways', () => {
    expect(spellingsOf({ name: 'a-b', arch: 'noarch', evr: '2:1.0~rc-3.fc38' })).toEqual([
      ...['a-b', 'a-b.noarch', 'a-b-1.0~rc', 'a-b-1.0~rc-3.fc38', 'a-b-1.0~rc-3.fc38.noarch'],
      ...['a-b-2:1.0~rc-3.fc38', 'a-b-2:1.0~rc-3.fc38.noarch', 'a-b-2:1.0~rc'],
    ]);
  });

  it('without an epoch has 0', () => {
    expect(spellingsOf(BASH)).toEqual(expect.arrayContaining(['bash-0:5.2-3', 'bash-0:5.2']));
  });

  it('is there if the machine can run it', () => {
    expect(isWanted([], [])).toBe(true);
    expect(isWanted([], [], { ...BASH, arch: 'noarch' })).toBe(true);
    expect(isWanted([], [], { ...BASH, arch: 'i686' })).toBe(true);
    expect(isWanted([], [], { ...BASH, arch: 'aarch64' })).toBe(false);
    expect(isWanted([], ['*'], { ...BASH, arch: 'src' })).toBe(false);
    expect(isWanted([], [], BASH, 'aarch64')).toBe(false);
  });

  it.each<[string[], string[], boolean]>([
    [['bash'], [], false],
    [['b*'], [], false],
    [['dash', 'bash'], [], false],
    [['dash'], [], true],
    [['bash.x86_64'], [], false],
    [['*.i686'], [], true],
    [['bash-5.2*'], [], false],
    [['bash-0:5.2-3.x86_64'], [], false],
    [[], ['bash'], true],
    [[], ['dash'], false],
    [[], ['dash', 'b?sh'], true],
    // What is excluded stays so.
    [['bash'], ['bash'], false],
    [['dash'], ['bash'], true],
    [['dash'], ['zsh'], false],
  ])('is there with excludepkgs %j and includepkgs %j: %s', (exclude, include, expected) => {
    expect(isWanted(exclude, include)).toBe(expected);
  });
});
