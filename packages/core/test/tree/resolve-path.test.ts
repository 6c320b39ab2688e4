import { lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { randomNumbers } from '@supermin/test-support/random';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { DirectoryNode, TreeNode } from '../../src/tree/node.ts';
import { resolvePath } from '../../src/tree/resolve-path.ts';
import { directory, file, link } from '../support/nodes.ts';
import { available, has, isRoot, run } from '../support/programs.ts';

const KERNEL = new URL('./kernel-stat.py', import.meta.url).pathname;

function tree(entries: Record<string, TreeNode>): DirectoryNode {
  const root = directory();
  for (const [path, node] of Object.entries(entries)) {
    const names = path.split('/');
    const name = names.pop()!;
    let parent = root;
    for (const step of names) parent = parent.children.get(step) as DirectoryNode;
    parent.children.set(name, node);
  }
  return root;
}

const OBSTACLES: Record<string, string> = { ENOENT: 'missing', ELOOP: 'loop', ENOTDIR: 'file' };

describe('resolvePath', () => {
  it('says where it ends', () => {
    const root = tree({
      a: directory(),
      'a/f': file(),
      'a/l': link('/a/none/x'),
      loop: link('loop'),
    });
    expect(resolvePath(root, '/a/none')).toEqual({ obstacle: 'missing', at: '/a/none' });
    expect(resolvePath(root, '/a/l')).toEqual({ obstacle: 'missing', at: '/a/none' });
    expect(resolvePath(root, '/a/f/x')).toEqual({ obstacle: 'file', at: '/a/f' });
    expect(resolvePath(root, '/loop/x')).toEqual({ obstacle: 'loop', at: '/loop' });
    expect(resolvePath(root, '/a/f')).toMatchObject({ node: { type: 'file' }, at: '/a/f' });
    expect(resolvePath(root, '/..').node).toBe(root);
  });

  it('follows 40 links and no more', () => {
    const chain = (length: number) =>
      tree({
        ...Object.fromEntries(Array.from({ length }, (_, i) => [`${i}`, link(`${i + 1}`)])),
        [`${length}`]: directory(),
      });
    expect(resolvePath(chain(40), '/0').node?.type).toBe('directory');
    expect(resolvePath(chain(41), '/0')).toMatchObject({ obstacle: 'loop' });
  });

  it('links that double at every step do not take for ever', () => {
    const root = tree({
      0: link('.'),
      ...Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i + 1}`, link(`${i}/${i}`)])),
    });
    expect(resolvePath(root, '/60')).toMatchObject({ obstacle: 'loop' });
  });

  it.runIf(available('the kernel, by chroot(2) with python3', isRoot && has('python3')))(
    'ends where the kernel ends',
    () => {
      const random = randomNumbers(7);
      const where = scratchDirectory();
      const root = directory();
      const inodes = new Map<TreeNode, number>([[root, lstatSync(where).ino]]);
      const directories: [string, DirectoryNode][] = [['', root]];
      const names = ['a', 'b', 'c', 'd', 'e'];
      const some = <T>(list: readonly T[]): T => list[random(list.length)]!;
      const steps = [...names, ...names, ...names, '..', '.', ''];
      const somePath = () => Array.from({ length: 1 + random(4) }, () => some(steps)).join('/');
      for (let i = 0; i < 60; i++) {
        const [path, parent] = some(directories);
        const name = some(names);
        if (parent.children.has(name)) continue;
        const kind = random(5);
        const full = `${where}${path}/${name}`;
        const target = `${random(3) === 0 ? '/' : ''}${somePath()}` || 'a';
        const node = kind === 0 ? file() : kind < 3 ? directory() : link(target);
        if (node.type === 'file') writeFileSync(full, '');
        else if (node.type === 'symlink') symlinkSync(target, full);
        else {
          mkdirSync(full);
          directories.push([`${path}/${name}`, node as DirectoryNode]);
        }
        parent.children.set(name, node);
        inodes.set(node, lstatSync(full).ino);
      }
      const paths = Array.from({ length: 3_000 }, () => `/${somePath()}`);
      const input = JSON.stringify({ root: where, paths });
      const kernel: (number | string)[] = JSON.parse(run('python3', [KERNEL], input).toString());
      const ours = paths.map((path) => {
        const found = resolvePath(root, path);
        return found.node ? inodes.get(found.node) : found.obstacle;
      });
      const theirs = kernel.map((answer) => OBSTACLES[answer] ?? answer);
      // The kernel also refuses `file/` and `file/.`; packages never say so.
      const different = paths.filter((_, i) => ours[i] !== theirs[i] && theirs[i] !== 'file');
      expect(different).toEqual([]);
      expect(new Set(theirs).size).toBeGreaterThan(8);
    },
  );
});
