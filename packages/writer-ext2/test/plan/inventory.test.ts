import { describe, expect, it } from 'vitest';
import { Inventory, inodeNumber, LOST_AND_FOUND, ROOT } from '../../src/plan/inventory.ts';
import { device, directory, file, special, symlink, treeOf } from '../support/trees.ts';

describe('Inventory', () => {
  it('numbers nodes in the order of the tree, behind root and lost+found', () => {
    const tree = treeOf({
      '/b/z': file(),
      '/b/a/x': file(),
      '/a.b': file(),
      '/a/q': file(),
      '/zz': symlink('a'),
    });
    const inventory = new Inventory(tree);
    const walked = [...tree.walk()].map(({ node }) => node);
    expect(inventory.nodes.slice(2)).toEqual(walked);
    expect(inventory.nodes[ROOT]).toBe(tree.root);
    expect([0, 1, 2, 3].map(inodeNumber)).toEqual([2, 11, 12, 13]);
  });

  it('counts links and knows parents', () => {
    const shared = file('x');
    const inventory = new Inventory(
      treeOf({ '/d/e/f': shared, '/d/g': shared, '/d/h': directory(), '/i': shared }),
    );
    const indexOf = (type: string, nth = 0) =>
      inventory.nodes.flatMap((node, index) => (node.type === type ? [index] : []))[nth]!;
    expect(inventory.links.at(ROOT)).toBe(4); // lost+found and d
    expect(inventory.links.at(indexOf('file'))).toBe(3);
    const d = indexOf('directory', 2);
    expect(inventory.links.at(d)).toBe(4);
    expect(inventory.parents.at(d)).toBe(ROOT);
    expect(inventory.parents.at(indexOf('directory', 3))).toBe(d);
    expect(inventory.count).toBe(6);
  });

  it('lists the entries of a directory in byte order', () => {
    const inventory = new Inventory(treeOf({ '/b': file(), '/a': symlink('b'), '/B': file() }));
    const entries = inventory.directory(ROOT);
    expect([entries.self, entries.parent]).toEqual([2, 2]);
    const listed = Array.from({ length: entries.count }, (_, index) => [
      entries.name(index),
      entries.inode(index),
      entries.type(index),
    ]);
    expect(listed).toEqual([
      ['B', 12, 1],
      ['a', 13, 7],
      ['b', 14, 1],
      ['lost+found', 11, 2],
    ]);
  });

  it('leaves sockets out and says so', () => {
    const inventory = new Inventory(
      treeOf({ '/run/s': special('socket'), '/run/f': special('fifo') }),
    );
    expect(inventory.omitted).toEqual([{ path: '/run/s', reason: 'socket' }]);
    expect(inventory.nodes.map(({ type }) => type)).not.toContain('socket');
  });

  it("takes the tree's own lost+found for inode 11", () => {
    const own = directory({ mode: 0o755, mtime: 7 });
    const inventory = new Inventory(treeOf({ '/lost+found': own, '/lost+found/x': file() }));
    expect(inventory.nodes[LOST_AND_FOUND]).toBe(own);
    expect(inventory.directory(LOST_AND_FOUND)).toMatchObject({ self: 11, parent: 2, count: 1 });
    expect(inventory.links.at(ROOT)).toBe(3);
    expect(own.mtime).toBe(7);
  });

  it('takes a directory of that name elsewhere for one like any other', () => {
    const elsewhere = directory();
    const inventory = new Inventory(treeOf({ '/mnt/lost+found': elsewhere, '/root': directory() }));
    expect(inventory.nodes.indexOf(elsewhere)).toBeGreaterThan(LOST_AND_FOUND);
    expect(inventory.links.at(ROOT)).toBe(5);
  });

  it('leaves out a lost+found that is no directory', () => {
    const inventory = new Inventory(treeOf({ '/lost+found': file('x') }));
    expect(inventory.omitted).toEqual([{ path: '/lost+found', reason: 'not a directory' }]);
    expect(inventory.nodes[LOST_AND_FOUND]!.type).toBe('directory');
  });

  it('takes the newest mtime for the time of the filesystem', () => {
    const tree = treeOf({ '/a': file('', { mtime: 1_700_000_000.7 }), '/b': file() });
    expect(new Inventory(tree).time).toBe(1_700_000_000);
    expect(new Inventory(tree).nodes[LOST_AND_FOUND]!.mtime).toBe(1_700_000_000);
    expect(new Inventory(tree, 5).time).toBe(5);
    expect(new Inventory(treeOf({ '/a': file('', { mtime: 1e10 }) })).time).toBe(2 ** 32 - 1);
  });
});

it('lists the attributes that ext2 cannot hold', () => {
  const xattrs = new Map([
    ['nonsense', Buffer.of()],
    ['user.kept', Buffer.of(1)],
    ['user.large', Buffer.alloc(5000)],
  ]);
  const tree = treeOf({ '/d/f': file('', { xattrs }), '/e': file('', { xattrs: new Map() }) });
  expect(new Inventory(tree).lostAttributes).toEqual([
    { path: '/d/f', name: 'nonsense' },
    { path: '/d/f', name: 'user.large' },
  ]);
});

describe('what ext2 cannot hold is an error that names the path', () => {
  it.each([
    ['EXT2_NAME', 'x'.repeat(256), file()],
    ['EXT2_LINK_TARGET', 'x', symlink('')],
    ['EXT2_LINK_TARGET', 'x', symlink('t'.repeat(4096))],
    ['EXT2_DEVICE', 'x', device('character', 4096, 0)],
    ['EXT2_FILE_SIZE', 'x', file('', { size: 2_194_719_883_265 })],
  ])('%s', (code, name, node) => {
    // Straight into the directory: a tree checks some of it itself.
    const tree = treeOf({ '/d': directory({ children: new Map([[name, node]]) }) });
    expect(() => new Inventory(tree)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(`/d/${name}`) }),
    );
  });

  it('takes the longest names and targets', () => {
    const tree = treeOf({ [`/${'x'.repeat(255)}`]: symlink('t'.repeat(4095)) });
    expect(new Inventory(tree).count).toBe(3);
  });

  it('more than 65,000 links of a file', () => {
    const shared = file();
    const children = new Map(Array.from({ length: 65_001 }, (_, n) => [`${n}`, shared] as const));
    const tree = treeOf({ '/d': directory({ children }) });
    expect(() => new Inventory(tree)).toThrow(
      expect.objectContaining({
        code: 'EXT2_LINKS',
        message: expect.stringMatching('^/d/9999: .* number 65001$'),
      }),
    );
    children.delete('7');
    expect(new Inventory(treeOf({ '/d': directory({ children }) })).count).toBe(4);
  });

  it('more than 64,998 subdirectories', () => {
    const children = new Map(Array.from({ length: 64_999 }, (_, n) => [`${n}`, directory()]));
    expect(() => new Inventory(treeOf({ '/d': directory({ children }) }))).toThrow(
      expect.objectContaining({
        code: 'EXT2_LINKS',
        message: expect.stringMatching('^/d has 64999 '),
      }),
    );
  });

  it('a directory in two places', () => {
    const twice = directory();
    const tree = treeOf({ '/a': twice });
    tree.root.children.set('b', twice);
    expect(() => new Inventory(tree)).toThrow(
      expect.objectContaining({ code: 'EXT2_DIRECTORY', message: expect.stringMatching('^/b: ') }),
    );
  });
});
