import { linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { nodesOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { localHost } from '../../src/host/local-host.ts';
import { treeHost } from '../../src/layers/tree-host.ts';

const { device, directory, file, special, symlink, treeOf } = nodesOf({ uid: 5, gid: 6 });

const hello = file('hello', { mode: 0o4755 });
const host = treeHost(
  treeOf({
    '/usr/bin/a': hello,
    '/usr/bin/b': hello,
    '/bin': symlink('usr/bin'),
    '/up': symlink('../../usr/bin/../bin/a'),
    '/absolute': symlink('/usr'),
    '/nowhere': symlink('missing'),
    '/loop': symlink('loop'),
    '/tmp': directory({ mode: 0o1777 }),
    '/null': device('character', 1, 3),
    '/pipe': special('fifo'),
  }),
  'debian:test',
);

/** The same on the disk: what the kernel says of it. */
function local() {
  const root = writeFiles(scratchDirectory(), { 'usr/bin/a': 'hello' });
  linkSync(`${root}/usr/bin/a`, `${root}/usr/bin/b`);
  for (const [name, target] of [
    ['bin', 'usr/bin'],
    ['up', '../../usr/bin/../bin/a'],
    ['absolute', '/usr'],
    ['nowhere', 'missing'],
    ['loop', 'loop'],
  ] as const)
    symlinkSync(target, `${root}/${name}`);
  mkdirSync(`${root}/tmp`);
  return localHost(root);
}

const PATHS = [
  ...[
    '/',
    '/usr',
    '/usr/bin',
    '/usr/bin/a',
    '/usr/bin/b',
    '/bin',
    '/bin/a',
    '/bin/',
    '/up',
    '/absolute',
  ],
  ...['/absolute/bin/a', '/nowhere', '/nowhere/x', '/loop', '/loop/x', '/missing', '/usr/bin/a/x'],
  ...['/bin/..', '/bin/../bin/a', '/tmp/.', '//usr//bin/a'],
];

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('treeHost', () => {
  it.each(PATHS)('answers for %s as the kernel does', (path) => {
    const real = local();
    for (const each of ['lstat', 'stat'] as const) {
      expect(host[each](path)?.type, each).toBe(real[each](path)?.type);
    }
    for (const each of ['readdir', 'readlink'] as const) {
      const expected = attempt(() => real[each](path));
      const more = path === '/' && each === 'readdir' ? ['null', 'pipe'] : [];
      const sorted = Array.isArray(expected) ? [...expected, ...more].sort() : expected;
      expect(
        attempt(() => host[each](path)),
        each,
      ).toEqual(sorted);
    }
    expect(attempt(() => host.readFile(path).toString())).toEqual(
      attempt(() => real.readFile(path).toString()),
    );
  });

  it('has the attributes of the nodes, not of what links lead to', async () => {
    const xattrs = new Map([['user.x', Buffer.from('x')]]);
    const tree = treeOf({ '/f': file('f', { xattrs }), '/g': file('g'), '/link': symlink('f') });
    const found = await treeHost(tree, 'test').xattrs!(['/f', '/g', '/link', '/missing']);
    expect(found).toEqual({ files: new Map([['/f', xattrs]]), complete: true });
  });

  it('has what is put into the tree later', () => {
    const tree = treeOf({ '/f': file('f') });
    const root = treeHost(tree, 'test');
    tree.put('/g', file('gg'));
    expect(root.readFile('/g').toString()).toBe('gg');
    const [first, second] = ['/f', '/g'].map((path) => root.lstat(path)!);
    expect(second).toMatchObject({ size: 2, nlink: 1 });
    expect(second!.ino).not.toBe(first!.ino);
  });

  it('has inode numbers that tell it from a tree of other files', () => {
    const tree = treeOf({ '/f': file('f') });
    const numbers = ['one', 'one', 'two', undefined, undefined].map(
      (digest) => treeHost(tree, 'test', digest).lstat('/f')!.ino,
    );
    expect(numbers[0]).toBe(numbers[1]);
    expect(new Set(numbers).size).toBe(4);
    expect(numbers.every((each) => Number.isSafeInteger(each) && each >= 0)).toBe(true);
  });

  it('tells owners, modes, sizes and links as the tree has them', () => {
    expect(host.root).toBe('debian:test');
    expect(host.lstat('/bin/a')).toMatchObject({ mode: 0o4755, uid: 5, gid: 6, size: 5, nlink: 2 });
    expect(host.lstat('/usr/bin/a')!.ino).toBe(host.lstat('/usr/bin/b')!.ino);
    expect(host.lstat('/up')).toMatchObject({ type: 'symlink', size: 22, nlink: 1 });
    expect(host.lstat('/null')).toMatchObject({ type: 'character', rdevMajor: 1, rdevMinor: 3 });
    expect(host.open('/bin/b')).toBe(hello.content);
    expect(attempt(() => host.open('/pipe'))).toBe('ENXIO');
    expect(attempt(() => host.open('/tmp'))).toBe('EISDIR');
  });
});
