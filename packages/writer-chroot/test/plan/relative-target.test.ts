import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FileTree } from '@supermin/core/writer';
import { randomNumbers } from '@supermin/test-support/random';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { directory, file, symlink, treeOf } from '@supermin/test-support/trees';
import { IS_ROOT } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { relativeTarget } from '../../src/plan/relative-target.ts';
import { write } from '../support/write.ts';

const TREE = treeOf({
  '/a/b/c': directory(),
  '/usr/lib': directory(),
  '/lib': symlink('usr/lib'),
  '/top': symlink('/'),
  '/loop': symlink('loop'),
});

describe('relativeTarget', () => {
  it.each([
    // path, target, expected
    ['/x', '/a/b', 'a/b'],
    ['/x', '/', '.'],
    ['/a/x', '/', '..'],
    ['/a/b/x', '/usr/lib', '../../usr/lib'],
    ['/a/b/x', '/usr/lib/', '../../usr/lib/'],
    ['/a/b/x', '/usr/lib/.', '../../usr/lib/'],
    ['/a/b/x', '//usr//./lib', '../../usr/lib'],
    ['/a/b/x', '/nothing/there', '../../nothing/there'],
    ['/a/b/x', '../b/c', '../b/c'],
    ['/a/b/x', './c/', './c/'],
    ['/a/b/x', '../../usr', '../../usr'],
    // What stops at the root inside would lead out of it, seen from outside.
    ['/a/b/x', '../../../usr', '../../usr'],
    ['/a/b/x', '../../../../..', '../..'],
    ['/x', '..', '.'],
    ['/x', '../', '.'],
    ['/a/b/x', '/../../etc', '../../etc'],
    ['/a/b/x', '/a/../../etc', '../../a/../etc'],
    ['/a/b/x', 'c/../../../../etc', 'c/../../../etc'],
    // Through a link: what a name alone does not tell.
    ['/x', 'lib/../../etc', 'lib/../../etc'],
    ['/x', 'lib/../../../etc', 'lib/../../etc'],
    ['/x', 'top/../etc', 'top/etc'],
    // Leads nowhere, inside and outside.
    ['/x', 'loop/../../etc', 'loop/../../etc'],
    ['/x', 'nothing/../../etc', 'nothing/../../etc'],
  ])('%s -> %s becomes %s', (path, target, expected) => {
    expect(relativeTarget(path, target, TREE)).toBe(expected);
  });

  it('takes the 4,095 bytes that Linux allows, and no more', () => {
    const target = (length: number) => `/${'n'.repeat(99)}`.repeat(41).slice(0, length);
    expect(relativeTarget('/x', target(4095), TREE)).toHaveLength(4094);
    expect(relativeTarget('/a/x', target(4093), TREE)).toHaveLength(4095);
    expect(relativeTarget('/a/x', target(4094), TREE)).toBeUndefined();
  });
});

const JUDGE = fileURLToPath(new URL('../support/resolve-links.py', import.meta.url));
const HAS_JUDGE = IS_ROOT && existsSync('/usr/bin/python3');
if (!HAS_JUDGE) console.log('writer-chroot: links are compared with the kernel by root only');

describe.runIf(HAS_JUDGE)('links of random trees, seen by the kernel', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'lead to the same from inside and outside (%i)',
    async (seed) => {
      const links = randomLinks(seed);
      const original = scratchDirectory();
      const rewritten = scratchDirectory();
      const tree = new FileTree();
      for (const path of ['/d0/d1/d2', '/d1/d0', '/d2']) {
        mkdirSync(original + path, { recursive: true });
        tree.put(path, directory());
        tree.put(`${path}/f`, file(path));
        writeFileSync(`${original}${path}/f`, path);
      }
      for (const [path, target] of links) {
        symlinkSync(target, original + path);
        tree.put(path, symlink(target));
      }
      await write(tree, rewritten);
      const resolve = (root: string, from: 'inside' | 'outside'): Record<string, string> =>
        JSON.parse(execFileSync(JUDGE, [from, root, ...links.keys()], { encoding: 'utf8' }));
      const meant = resolve(original, 'inside');
      expect(Object.values(meant).filter((path) => path !== '')).not.toEqual([]);
      expect(resolve(rewritten, 'inside')).toEqual(meant);
      expect(resolve(rewritten, 'outside')).toEqual(meant);
    },
  );
});

/** Path → target, of links in directories that are there. */
function randomLinks(seed: number): Map<string, string> {
  const below = randomNumbers(seed);
  const names = ['d0', 'd1', 'd2', 'f', 'l0', 'l1', 'l2', '..', '..', '..', '.', ''];
  const links = new Map<string, string>();
  for (const parent of ['', '/d0', '/d0/d1', '/d0/d1/d2', '/d1', '/d1/d0', '/d2']) {
    for (let index = 0; index < 8; index++) {
      const parts = Array.from({ length: 1 + below(6) }, () => names[below(names.length)]!);
      const target = (below(2) === 0 ? '/' : '') + parts.join('/');
      links.set(`${parent}/l${index}`, target === '' ? '.' : target);
    }
  }
  return links;
}
