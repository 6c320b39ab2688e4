import { describe, expect, it } from 'vitest';
import { packageFault } from '../../src/repository/package-syntax.ts';

const GOOD = {
  ...{ name: 'g++-12', version: '1:2.0~rc1+b2-3.1', arch: 'amd64', id: 'g++-12', source: 0 },
  ...{ path: 'pool/main/g/g++-12/g++-12_2.0~rc1%2bb2-3_amd64.deb', size: 1, sha256: '' },
};

describe('packageFault', () => {
  it.each([
    {},
    { name: 'a_b.c', id: 'a_b.c' },
    { version: '0' },
    { version: '2024.01.02' },
    { arch: 'all' },
    { path: 'a.deb' },
  ])('takes what dpkg takes: %j', (more) => {
    expect(packageFault({ ...GOOD, ...more })).toBeUndefined();
  });

  it.each<[Partial<typeof GOOD>, string]>([
    [{ name: '../etc', id: '../etc' }, "no name that dpkg would take: '../etc'"],
    [{ name: 'a/b', id: 'a/b' }, 'no name'],
    [{ name: '-a', id: '-a' }, 'no name'],
    [{ name: '.a', id: '.a' }, 'no name'],
    [{ name: 'a b', id: 'a b' }, 'no name'],
    [{ name: 'a\nStatus: x', id: 'a\nStatus: x' }, 'no name'],
    [{ name: 'a:amd64', id: 'a:amd64' }, 'no name'],
    [{ version: '1/2' }, 'no version'],
    [{ version: '1_2' }, 'no version'],
    [{ version: 'x:1' }, 'no version'],
    [{ version: '1 2' }, 'no version'],
    [{ version: '1\u00a02' }, 'no version'],
    [{ arch: 'am/d64' }, 'no arch'],
    [{ arch: 'amd_64' }, 'no arch'],
    [{ arch: '' }, 'no arch'],
    [{ id: 'other' }, 'an id that is not its name'],
    [{ path: '/pool/a.deb' }, 'a path that no archive has'],
    [{ path: 'pool//a.deb' }, 'a path'],
    [{ path: 'pool/../a.deb' }, 'a path'],
    [{ path: './a.deb' }, 'a path'],
    [{ path: 'pool/a.deb?x=1' }, 'a path'],
    [{ path: 'pool/a b.deb' }, 'a path'],
    [{ path: 'pool\\a.deb' }, 'a path'],
  ])('refuses %j', (more, text) => {
    expect(packageFault({ ...GOOD, ...more })).toContain(text);
  });
});
