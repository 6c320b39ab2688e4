import type { Package } from '@supermin/core';
import type { FileTree } from '@supermin/core/writer';
import { directory, file, symlink, treeOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { planLayers } from '../../src/layers/layer-plan.ts';

const PACKAGES: Package[] = ['a', 'b'].map((name) => ({
  ...{ name, id: name, version: '1', arch: 'all' },
}));

function sample(): FileTree {
  const tree = treeOf({
    '/etc': directory({ mode: 0o700, package: 0 }),
    '/etc/hosts': file('hosts'),
    '/usr/bin/a': file('a', { package: 0 }),
    '/usr/bin/b': file('b', { package: 1 }),
    '/usr/bin/link': symlink('a', { package: 0 }),
    '/empty': directory({ package: 1 }),
  });
  tree.packages = PACKAGES;
  return tree;
}

function pathsOf(tree: FileTree): string[] {
  return [...tree.walk()].map(({ path }) => path);
}

describe('layers', () => {
  it('hold the files of a package; the last one what is no package’s, and all directories', () => {
    const layers = planLayers(sample());
    expect(layers.map(({ title, tree }) => [title, pathsOf(tree)])).toEqual([
      ['a 1', ['/usr', '/usr/bin', '/usr/bin/a', '/usr/bin/link']],
      ['b 1', ['/usr', '/usr/bin', '/usr/bin/b']],
      ['other files, and all directories', ['/empty', '/etc', '/etc/hosts', '/usr', '/usr/bin']],
    ]);
  });

  it('of packages have directories that tell nothing of the appliance', () => {
    const tree = sample();
    tree.put('/usr', directory({ mode: 0o711, uid: 5, gid: 6, mtime: 7 }));
    tree.root.mode = 0o700;
    const [first, , last] = planLayers(tree);
    const plain = { mode: 0o755, uid: 0, gid: 0, mtime: 0 };
    expect(first!.tree.root).toMatchObject(plain);
    expect(first!.tree.lookup('/usr')).toMatchObject(plain);
    expect(last!.tree.lookup('/usr')).toMatchObject({ mode: 0o711, uid: 5, gid: 6, mtime: 7 });
    expect(last!.tree.root.mode).toBe(0o700);
  });

  it('hold all names of a file with several', () => {
    const tree = sample();
    const both = file('both', { package: 1 });
    tree.put('/one', both);
    tree.put('/usr/two', both);
    const [, second] = planLayers(tree);
    expect(second!.tree.lookup('/one')).toBe(both);
    expect(second!.tree.lookup('/usr/two')).toBe(both);
  });

  it('leave the tree as it was', () => {
    const tree = sample();
    const before = pathsOf(tree);
    planLayers(tree);
    expect(pathsOf(tree)).toEqual(before);
  });

  it.each(['/usr/.wh.bin', '/.wh..wh..opq'])('cannot hold %s', (path) => {
    const tree = sample();
    tree.put(path, file('x'));
    expect(() => planLayers(tree)).toThrow(expect.objectContaining({ code: 'OCI_NAME' }));
  });

  it('of many small packages name five of them', () => {
    const tree = treeOf({});
    tree.packages = Array.from({ length: 300 }, (_, index) => ({
      ...{ name: `p${index}`, id: `p${index}`, version: '2', arch: 'all' },
    }));
    for (let index = 0; index < 300; index++) {
      tree.put(`/f${index}`, file('x', { package: index }));
    }
    const [first] = planLayers(tree);
    expect(first!.title).toMatch(/^(p\d+ 2, ){5}and \d+ more$/);
  });
});
