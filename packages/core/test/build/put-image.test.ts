import { describe, expect, it } from 'vitest';
import { putImage } from '../../src/build/put-image.ts';
import { FileTree } from '../../src/tree/file-tree.ts';
import type { DirectoryNode } from '../../src/tree/node.ts';
import { textFile } from '../../src/tree/text-file.ts';

const { signal } = new AbortController();
const link = (target: string) =>
  ({ type: 'symlink', mode: 0o777, uid: 0, gid: 0, mtime: 0, target }) as const;
const directory = (mode: number): DirectoryNode => {
  return { type: 'directory', mode, uid: 3, gid: 4, mtime: 5, children: new Map() };
};

function image(): FileTree {
  const tree = new FileTree();
  tree.put('/', directory(0o711));
  tree.put('/etc', directory(0o750));
  tree.put('/etc/a', textFile('image', 7));
  tree.put('/lib', directory(0o755));
  tree.put('/lib/b', textFile('lib', 7));
  tree.put('/link', link('etc'));
  return tree;
}

describe('putImage', () => {
  it('puts all of it, with the attributes of its root', async () => {
    const tree = new FileTree();
    await putImage(tree, image(), signal);
    const paths = (each: FileTree) => [...each.walk()].map(({ path }) => path);
    expect(paths(tree)).toEqual(paths(image()));
    for (const path of ['/', '/etc']) {
      const { children: _, ...attributes } = image().lookup(path) as DirectoryNode;
      expect(tree.lookup(path)).toMatchObject(attributes);
    }
    expect(tree.lookup('/etc/a')).toEqual(textFile('image', 7));
    expect(tree.lookup('/link')).toEqual(link('etc'));
  });

  it('over what is there already: its files win, others stay, links of directories stay links', async () => {
    const tree = new FileTree();
    tree.put('/etc', directory(0o700));
    tree.put('/etc/a', textFile('before', 1));
    tree.put('/etc/own', textFile('own', 1));
    tree.put('/usr', directory(0o755));
    tree.put('/usr/lib', directory(0o755));
    tree.put('/lib', link('usr/lib'));
    await putImage(tree, image(), signal);
    expect(tree.lookup('/etc/a')).toEqual(textFile('image', 7));
    expect(tree.lookup('/etc/own')).toEqual(textFile('own', 1));
    expect([...tree.walk()].find(({ path }) => path === '/lib')?.node.type).toBe('symlink');
    expect(tree.lookup('/usr/lib/b')).toEqual(textFile('lib', 7));
  });

  it('leaves the image as it was, whatever is put into the tree later', async () => {
    const [tree, source] = [new FileTree(), image()];
    await putImage(tree, source, signal);
    tree.put('/new', textFile('', 0));
    tree.put('/etc/new', textFile('', 0));
    expect([...source.walk()].map(({ path }) => path)).toEqual(
      [...image().walk()].map(({ path }) => path),
    );
  });
});
