import { expect, it } from 'vitest';
import { largestParts } from '../../src/plan/largest.ts';
import { hostFile, symlink, treeOf } from '../support/trees.ts';

const bytesOf = (node: { size: number }) => node.size;

it('names what is neither the whole nor crumbs', () => {
  const tree = treeOf({
    '/usr/lib/modules/6.1/a.ko': hostFile('/a', 150),
    '/usr/lib/modules/6.1/b.ko': hostFile('/b', 50),
    '/usr/lib/huge.so': hostFile('/h', 500),
    '/usr/bin/x': hostFile('/x', 60),
    '/usr/bin/y': hostFile('/y', 40),
    '/usr/share/doc/z': hostFile('/z', 90),
    '/etc/passwd': hostFile('/p', 5),
    '/var/log/none': hostFile('/n', 0),
    '/lib': symlink('usr/lib'),
  });
  expect(largestParts(tree, bytesOf)).toEqual([
    { path: '/usr/lib/huge.so', bytes: 500 },
    { path: '/usr/lib/modules', bytes: 200 },
    { path: '/usr/bin', bytes: 100 },
    { path: '/usr/share', bytes: 90 },
    { path: '/etc', bytes: 5 },
  ]);
});

it('counts a file with several names once', () => {
  const shared = hostFile('/s', 100);
  const parts = largestParts(
    treeOf({ '/a/x': shared, '/b/y': shared, '/c': hostFile('/c', 1) }),
    bytesOf,
  );
  expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(101);
});

it('has nothing to say about an empty tree', () => {
  expect(largestParts(treeOf({}), bytesOf)).toEqual([]);
});
