import { nodesOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { entriesOf, putEntries } from '../../src/layers/layer-entry.ts';
import { FileTree } from '../../src/tree/file-tree.ts';

const { device, directory, file: makeFile, special, symlink, treeOf } = nodesOf({ uid: 1, gid: 2 });

describe('entries of a layer', () => {
  it('hold every kind of node', () => {
    const xattrs = new Map([['user.x', Buffer.from([0, 255, 128])]]);
    const content = { kind: 'part', path: '/store/x', offset: 77 } as const;
    const file = makeFile('', { uid: 3, gid: 4, mtime: 5.5, size: 6, xattrs, content });
    const tree = treeOf({
      '/d': directory({ mode: 0o1777 }),
      '/d/f': file,
      '/d/g': file,
      '/l': symlink('d/f'),
      '/null': device('character', 1, 3),
      '/sda': device('block', 8, 0),
      '/p': special('fifo'),
      '/s': special('socket'),
      '/caf\u00c3\u00a9': symlink('\u00ff'),
    });
    const entries = JSON.parse(JSON.stringify(entriesOf(tree)));
    const back = new FileTree();
    putEntries(back, entries, '/store/x');
    expect([...back.walk()]).toEqual([...tree.walk()]);
    expect(back.lookup('/d/f')).toBe(back.lookup('/d/g'));
  });
});
