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

  it('are none for a package that has only directories, which are in the last one', () => {
    const tree = treeOf({ '/a': directory({ package: 0 }), '/f': file('x', { package: 1 }) });
    tree.packages = PACKAGES;
    const titles = planLayers(tree).map(({ title }) => title);
    expect(titles).toEqual(['b 1', 'other files, and all directories']);
  });

  it('are the last one alone where there are no packages', () => {
    const layers = planLayers(treeOf({ '/d/f': file('x') }));
    expect(layers.map(({ tree }) => pathsOf(tree))).toEqual([['/d', '/d/f']]);
  });

  describe('of more packages than there can be layers', () => {
    /** Of 83 packages with 2000 bytes each, 30 with 600, and two more. From 1024 on they have layers of their own. */
    function titlesOf(first: Record<string, string>, second: Record<string, string>): string[] {
      const tree = treeOf({});
      const contents = [
        ...[first, second],
        ...Array.from({ length: 113 }, (_, n) => ({ [`/${n}`]: 'x'.repeat(n < 83 ? 2000 : 600) })),
      ];
      tree.packages = contents.map((_, n) => {
        const name = ['first', 'second'][n] ?? `p${n}`;
        return { name, id: name, version: '1', arch: 'all' };
      });
      contents.forEach((files, n) => {
        for (const [path, text] of Object.entries(files)) {
          tree.put(path, file(text, { package: n }));
        }
      });
      const node = tree.lookup('/hard-1');
      if (node !== undefined) tree.put('/hard-2', node);
      tree.put('/link', symlink('x'.repeat(4000), { package: 1 }));
      return planLayers(tree).map(({ title }) => title);
    }

    it('one is for a package that is large by all of its files together', () => {
      const files = { '/a': 'x'.repeat(600), '/b': 'x'.repeat(424) };
      const titles = titlesOf(files, { '/c': 'x' });
      expect(titles).toContain('first 1');
      expect(titles).toContain('p2 1');
      expect(titles).not.toContain('second 1');
      expect(titles.length).toBeLessThanOrEqual(100);
    });

    it('one with hard links or a long link is no larger for them', () => {
      const titles = titlesOf({ '/hard-1': 'x'.repeat(600) }, { '/c': 'x' });
      expect(titles).not.toContain('first 1');
      expect(titles).not.toContain('second 1');
    });
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
