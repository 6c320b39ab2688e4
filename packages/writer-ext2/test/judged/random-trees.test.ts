import { lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileTree, TreeNode } from '@supermin/core/writer';
import { pick, type Random, randomBytes, randomNumbers } from '@supermin/test-support/random';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { expectSound, judge } from '../support/judge.ts';
import { directory, file, hostFile, makeImage, symlink, treeOf } from '../support/trees.ts';

const scratch = scratchDirectory();

const SIZES = [0, 1, 100, 4095, 4096, 4097, 49_152, 49_153, 200_000, 4_300_000];

/** A tree of a few hundred nodes of every kind that can be unpacked again; and the bytes of its files. */
function randomTree(random: Random, seed: number) {
  const tree = treeOf({});
  const contents = new Map<TreeNode, Buffer>();
  const directories = ['/'];
  const files: TreeNode[] = [];
  const name = () =>
    Array.from({ length: 1 + random(pick([3, 12, 60], random)) }, () =>
      pick([...'abcdefghijklmnopqrstuvwxyz.-_0123456789', '\xe9', ' '], random),
    ).join('');
  for (let n = 0; n < 300; n++) {
    const parent = pick(directories, random);
    const path = `${parent === '/' ? '' : parent}/x${name()}${n}`;
    const common = { mtime: random(2 ** 32), mode: 0o600 + random(0o200) };
    const kind = random(10);
    if (kind < 2) {
      tree.put(path, directory({ ...common, mode: 0o700 }));
      directories.push(path);
    } else if (kind === 2) {
      tree.put(path, symlink('s'.repeat(1 + random(120)), { mtime: common.mtime }));
    } else if (kind === 3 && files.length > 0) {
      tree.put(path, pick(files, random));
    } else {
      const bytes = randomBytes(pick(SIZES.slice(0, n % 40 === 0 ? 10 : 8), random), random);
      const inMemory = random(2) === 0;
      const host = join(scratch, `host-${seed}-${n}`);
      if (!inMemory) writeFileSync(host, bytes);
      const node = inMemory ? file(bytes, common) : hostFile(host, bytes.length, common);
      tree.put(path, node);
      files.push(node);
      contents.set(node, bytes);
    }
  }
  return { tree, contents };
}

describe('random trees', () => {
  it.each([1, 2, 3, 4, 5, 6])('seed %d', async (seed) => {
    const random = randomNumbers(seed);
    const { tree, contents } = randomTree(random, seed);
    const image = join(scratch, `image-${seed}`);
    const size = pick(['auto', '+1M', '200M', '270000001b', '1G'], random);
    await makeImage(image, tree, size, { sourceDateEpoch: 1_600_000_000 });
    expectSound(image);
    const out = join(scratch, `out-${seed}`);
    mkdirSync(out);
    // Complaints are about owners, when an ordinary user runs this.
    judge('debugfs', '-R', `rdump / ${out}`, image);
    compare(tree, out, contents);
    rmSync(out, { recursive: true });
    rmSync(image);
  });
});

function compare(tree: FileTree, out: string, contents: ReadonlyMap<TreeNode, Buffer>): void {
  let count = 0;
  for (const { path, node } of tree.walk()) {
    const copy = Buffer.from(out + path, 'latin1');
    const status = lstatSync(copy);
    count++;
    if (node.type === 'symlink') {
      expect(readlinkSync(copy, { encoding: 'latin1' }), path).toBe(node.target);
      continue;
    }
    expect(status.mode & 0o7777, path).toBe(node.mode);
    expect(status.isDirectory(), path).toBe(node.type === 'directory');
    if (node.type !== 'file') continue;
    expect(Math.floor(status.mtimeMs / 1000), path).toBe(node.mtime);
    expect(readFileSync(copy).equals(contents.get(node)!), path).toBe(true);
  }
  expect(count).toBeGreaterThan(290);
}
