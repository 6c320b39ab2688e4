import { describe, expect, it } from 'vitest';
import {
  architectureRank,
  baseArchitecture,
  colourOf,
  rpmArchitecture,
} from '../../src/repository/architecture.ts';

/** Words that every object of JavaScript has. */
const WORDS = ['constructor', 'toString', '__proto__'];

describe('an architecture', () => {
  it.each([
    ['amd64', 'x86_64'],
    ['arm64', 'aarch64'],
    ['armv7l', 'armv7hl'],
    ['ppc64el', 'ppc64le'],
    ['s390x', 's390x'],
    ...WORDS.map((word): [string, string] => [word, word]),
  ])('%s is what rpm calls %s', (name, ours) => {
    expect(rpmArchitecture(name)).toBe(ours);
  });

  it('has its own name in addresses', () => {
    const names = ['armv7hl', 'i686', 'x86_64', ...WORDS];
    expect(names.map(baseArchitecture)).toEqual(['armhfp', 'i386', 'x86_64', ...WORDS]);
  });

  it('runs packages of its own and of older ones, the preferred first; noarch everywhere', () => {
    const ranks = ['noarch', 'x86_64', 'i686', 'i386', 'aarch64'].map((of) =>
      architectureRank('x86_64', of),
    );
    expect(ranks).toEqual([0, 0, 1, 4, undefined]);
    expect(architectureRank('i686', 'x86_64')).toBeUndefined();
  });

  it('that nobody knows runs its own packages', () => {
    for (const name of ['sh4', ...WORDS]) {
      expect(architectureRank(name, name)).toBe(0);
      expect(architectureRank(name, 'x86_64')).toBeUndefined();
    }
  });

  it('of 32 and of 64 bits do not get in each other’s way', () => {
    expect(['noarch', 'x86_64', 's390x', 'aarch64', 'i686', 'armv7hl'].map(colourOf)).toEqual([
      ...[3, 2, 2, 2, 1, 1],
    ]);
  });
});
