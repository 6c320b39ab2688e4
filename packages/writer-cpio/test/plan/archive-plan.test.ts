import { encodeArchive } from '@supermin/newc';
import { device, directory, file, special, symlink, treeOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { planArchive } from '../../src/plan/archive-plan.ts';

describe('planArchive', () => {
  it('names everything, parents first, the root first of all', () => {
    const plan = planArchive(
      treeOf({
        '/': directory({ mode: 0o700, mtime: 5 }),
        '/z/y/x': file('12345', { mode: 0o4755, uid: 7, gid: 8, mtime: 9 }),
        '/dev/null': device('character', 1, 3),
        '/init': symlink('z/y/x'),
        '/s': special('socket'),
      }),
    );
    expect(plan.entries.map(({ entry }) => entry.name)).toEqual([
      ...['.', 'dev', 'dev/null', 'init', 's', 'z', 'z/y', 'z/y/x'],
    ]);
    expect(plan.entries[0]!.entry).toMatchObject({ type: 'directory', mode: 0o700, mtime: 5 });
    expect(plan.entries[2]!.entry).toMatchObject({ type: 'character', rdevMajor: 1, rdevMinor: 3 });
    expect(plan.entries[3]!.entry).toMatchObject({ type: 'symlink', size: 5 });
    expect(plan.entries[7]!.entry).toEqual({
      ...{ name: 'z/y/x', type: 'file', mode: 0o4755, uid: 7, gid: 8, mtime: 9, size: 5 },
    });
    expect(plan.bytes).toBe(5);
  });

  it('gives every entry the fields of its type, and no others', () => {
    const { entries } = planArchive(
      treeOf({ '/b': device('block', 8, 1), '/f': file('x'), '/l': symlink('f') }),
    );
    const fields = entries.map(({ entry: { name, type, ...more } }) => {
      const { mode: _mode, uid: _uid, gid: _gid, mtime: _mtime, ...special } = more;
      return [name, type, special];
    });
    expect(fields).toStrictEqual([
      ['.', 'directory', {}],
      ['b', 'block', { rdevMajor: 8, rdevMinor: 1 }],
      ['f', 'file', { size: 1 }],
      ['l', 'symlink', { size: 1 }],
    ]);
  });

  it('knows how long the archive becomes, whatever the lengths of names, targets and content', () => {
    for (let length = 1; length < 200; length++) {
      const text = 'x'.repeat(length);
      const linked = file(text);
      const tree = treeOf({
        [`/${text}`]: symlink(text),
        [`/d/${text}`]: linked,
        '/again': linked,
        '/few': file('x'),
      });
      const { entries, length: planned } = planArchive(tree);
      const members = entries.map(({ entry: { size: _size, ...entry }, node }) => {
        if (node.type === 'symlink') return { ...entry, content: node.target };
        if (node.type !== 'file' || node.content.kind !== 'bytes') return entry;
        return { ...entry, content: node.content.bytes };
      });
      expect([length, planned]).toEqual([length, encodeArchive(members).length]);
    }
  });

  it('counts the names of one file, whose bytes are there once', () => {
    const [linked, link] = [file('12345678'), symlink('x')];
    const plan = planArchive(
      treeOf({ '/a': linked, '/b': linked, '/c': linked, '/l': link, '/m': link }),
    );
    expect(plan.entries.map(({ entry }) => entry.hardLink?.count)).toEqual([
      ...[undefined, 3, 3, 3, undefined, undefined],
    ]);
    expect(plan.bytes).toBe(8);
  });

  it('knows who has extended attributes', () => {
    const xattrs = new Map([['user.x', Buffer.from('y')]]);
    expect(planArchive(treeOf({ '/a': file('', { xattrs }), '/b': file() })).attributed).toEqual([
      '/a',
    ]);
  });

  it('refuses a file of 4 GiB, by its path', () => {
    const largest = file('', { size: 2 ** 32 - 1 });
    expect(planArchive(treeOf({ '/f': largest })).bytes).toBe(2 ** 32 - 1);
    expect(() => planArchive(treeOf({ '/d/f': file('', { size: 2 ** 32 }) }))).toThrow(
      expect.objectContaining({
        code: 'CPIO_FILE_SIZE',
        message:
          '/d/f has 4294967296 bytes; the cpio format of an initramfs (newc) cannot hold a file of 4 GiB or more',
      }),
    );
  });
});
