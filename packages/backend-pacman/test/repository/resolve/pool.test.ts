import { describe, expect, it } from 'vitest';
import { poolOf } from '../fixtures/pool.ts';

const spelled = (packages: readonly { name: string; source: number }[]) =>
  packages.map(({ name, source }) => `${source} ${name}`);

describe('packages of repositories', () => {
  const pool = poolOf([
    [
      { name: 'a', provides: ['v=1', 'v=2'], groups: ['g', 'g'] },
      { name: 'b', groups: ['g'] },
    ],
    [{ name: 'a', provides: ['w'] }],
  ]);

  it('are found by name, by what they provide and by group, those of earlier repositories first', () => {
    expect(spelled(pool.named('a'))).toEqual(['0 a', '1 a']);
    expect(spelled(pool.providers('v'))).toEqual(['0 a']);
    expect(spelled(pool.providers('w'))).toEqual(['1 a']);
    expect(spelled(pool.group('g'))).toEqual(['0 a', '0 b']);
    expect([...pool.names()]).toEqual(['a', 'b']);
  });

  it('are not found by what they are not', () => {
    for (const name of ['v', 'g', 'c']) expect(pool.named(name)).toEqual([]);
    for (const name of ['a', 'g', 'c']) expect(pool.providers(name)).toEqual([]);
    for (const name of ['a', 'v', 'c']) expect(pool.group(name)).toEqual([]);
  });
});

// fnmatch(3), as pacman.conf(5) says.
describe('a package is ignored', () => {
  it.each([
    ['linux', true],
    ['linux-lts', false],
  ])('by its name: %s, %s', (name, expected) => {
    const pool = poolOf([[{ name }]], { packages: ['linux', 'other'] });
    expect(pool.isIgnored(pool.named(name)[0]!)).toBe(expected);
  });

  it.each([
    ['linux*', 'linux', true],
    ['linux*', 'linux-lts', true],
    ['linux*', 'old-linux', false],
    ['lib?', 'liba', true],
    ['lib?', 'lib', false],
    ['lib?', 'libab', false],
    ['lib[ab]', 'liba', true],
    ['lib[ab]', 'libc', false],
    ['lib[!ab]', 'libc', true],
    ['lib[!ab]', 'liba', false],
    ['gtk2.*', 'gtk2x0', false],
    ['gtk2.*', 'gtk2.0', true],
    ['c++*', 'c++-libs', true],
    ['c++*', 'ccc', false],
    ['lib[', 'liba', false],
  ])('by %s: %s, %s', (pattern, name, expected) => {
    const pool = poolOf([[{ name }]], { packages: [pattern] });
    expect(pool.isIgnored(pool.named(name)[0]!)).toBe(expected);
  });

  it('by one of its groups', () => {
    const pool = poolOf([[{ name: 'a', groups: ['g', 'kde-apps'] }, { name: 'kde-x' }]], {
      groups: ['kde*'],
    });
    expect(pool.isIgnored(pool.named('a')[0]!)).toBe(true);
    expect(pool.isIgnored(pool.named('kde-x')[0]!)).toBe(false);
  });
});
