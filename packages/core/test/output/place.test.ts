import { describe, expect, it } from 'vitest';
import { isWithin, Places } from '../../src/output/place.ts';

describe('isWithin', () => {
  it.each([
    ['/a/b', '/a', true],
    ['/a', '/a', true],
    ['/a', '/', true],
    ['/ab', '/a', false],
    ['/a', '/a/b', false],
  ])('%s in %s: %s', (path, directory, expected) => {
    expect(isWithin(path, directory)).toBe(expected);
  });
});

describe('Places', () => {
  const places = new Places([
    { point: '/', device: '8:1', root: '/' },
    { point: '/srv/bound', device: '8:1', root: '/home/user' },
    { point: '/mnt', device: '8:2', root: '/' },
    { point: '/data', device: '8:2', root: '/data' },
    { point: '/hidden', device: '8:1', root: '/home' },
    { point: '/hidden', device: '8:3', root: '/' },
  ]);

  it.each([
    ['/home', '/home/user', true],
    ['/home', '/homes', false],
    // The same directory under the name of a bind mount, from either side.
    ['/home', '/srv/bound', true],
    ['/home', '/srv/bound/work', true],
    ['/srv/bound', '/home/user/work', true],
    ['/srv/bound', '/home', false],
    ['/srv/bound/work', '/home/user/work/deep', true],
    ['/mnt/data', '/data/x', true],
    ['/mnt', '/data', true],
    ['/data', '/mnt/other', false],
    // Other filesystems, with the same names on them.
    ['/data/user', '/home/data/user', false],
    ['/home', '/hidden/user', false],
  ])('%s holds %s: %s', (directory, path, expected) => {
    expect(places.holds(directory, path)).toBe(expected);
  });

  it('knows two names of one directory, and mount points', () => {
    expect(places.isSame('/srv/bound', '/home/user')).toBe(true);
    expect(places.isSame('/srv', '/srv/bound')).toBe(false);
    expect(['/srv/bound', '/srv'].map((path) => places.isMountPoint(path))).toEqual([true, false]);
  });

  it('without a list of mounts: by names', () => {
    const none = new Places([]);
    expect(none.holds('/a', '/a/b')).toBe(true);
    expect(none.holds('/a', '/b')).toBe(false);
  });
});
