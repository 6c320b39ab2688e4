import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileTree } from '@supermin/core';
import { HelperThread } from '@supermin/core/copy';
import { describe, expect, it } from 'vitest';
import type { LinkMode } from '../../src/link-mode.ts';
import { planChroot } from '../../src/plan/chroot-plan.ts';
import { ChrootAhead } from '../../src/write/chroot-ahead.ts';
import { startMakeThread } from '../../src/write/share-work.ts';
import { writer } from '../../src/writer.ts';
import { differences, list } from '../support/listing.ts';
import { useScratch } from '../support/scratch.ts';
import { directory, file, hostFile, symlink, treeOf } from '../support/trees.ts';
import { contextOf } from '../support/write.ts';

const PORTION = 256;

describe('a chroot that is begun', () => {
  const scratch = useScratch();

  /** A tree with that many files of the host, and what makes another such. */
  function sample(files: number) {
    const host = scratch();
    const nodes = Array.from({ length: files }, (_, n) => {
      const path = join(host, `${n}`);
      writeFileSync(path, `file ${n}`);
      return hostFile(path, `file ${n}`.length, { mtime: 1000 + n });
    });
    const put = (tree: FileTree) => {
      nodes.forEach((node, n) => {
        tree.put(`/usr/share/${n % 9}/${n}`, node);
      });
      return tree;
    };
    return { nodes, put };
  }

  // On sources there is no program for the thread: it ends at once, and all is left to the first one.
  const begin = (out: string, link: LinkMode = 'copy') => new ChrootAhead(out, { link });

  /** Begins with the tree as it is, changes it, and writes it; what differs from a chroot that was not begun. */
  async function differencesAfter(tree: FileTree, change: (tree: FileTree) => void) {
    const [out, plain] = [scratch(), scratch()];
    const begun = (await writer.begin!(out, contextOf()))!;
    begun.grow!(tree);
    change(tree);
    await begun.write(tree);
    await begun.stop();
    await writer.write(tree, plain, contextOf());
    return differences(list(plain), list(out));
  }

  it('comes to the same tree', async () => {
    const links = { '/usr/lib': directory({ mode: 0o711 }), '/lib': symlink('usr/lib') };
    const tree = sample(3 * PORTION).put(treeOf(links));
    const late = (tree: FileTree) => tree.put('/etc/late', file('late'));
    expect(await differencesAfter(tree, late)).toEqual([]);
  });

  it('has whole portions made, in private directories', () => {
    const out = scratch();
    const ahead = begin(out);
    ahead.grow(sample(2 * PORTION + 100).put(treeOf({})));
    expect(ahead.parts.map(({ entries }) => entries.length)).toEqual([PORTION, PORTION]);
    expect(ahead.files.size).toBe(2 * PORTION);
    expect(statSync(join(out, 'usr/share')).mode & 0o777).toBe(0o700);
  });

  it('gives no file a time later than is wanted', () => {
    const ahead = new ChrootAhead(scratch(), { link: 'copy', latest: 1010 });
    ahead.grow(sample(PORTION).put(treeOf({})));
    expect(Math.max(...ahead.parts[0]!.job.mtime)).toBe(1010);
  });

  it.each(['hard', 'reflink'] as const)('makes nothing ahead with --link %s', (link) => {
    const ahead = begin(scratch(), link);
    ahead.grow(sample(PORTION).put(treeOf({})));
    expect([ahead.parts, ahead.files.size]).toEqual([[], 0]);
  });

  it('makes further names of a file links to the one that is made', async () => {
    const { nodes, put } = sample(PORTION);
    const another = (tree: FileTree) => tree.put('/a', nodes[3]!);
    expect(await differencesAfter(put(treeOf({})), another)).toEqual([]);
  });

  it.each<[string, (tree: FileTree) => void]>([
    ['a file was replaced', (tree) => tree.put('/usr/share/3/3', file('another'))],
    ['a directory gave way to a link', (tree) => tree.put('/usr/share/4', symlink('/opt'))],
    ['a parent did', (tree) => tree.put('/usr', symlink('data'))],
  ])('is begun anew when %s', async (_, change) => {
    expect(await differencesAfter(sample(PORTION).put(treeOf({})), change)).toEqual([]);
  });

  it('knows what a plan does not have', () => {
    const out = scratch();
    const tree = sample(PORTION).put(treeOf({}));
    const ahead = begin(out);
    ahead.grow(tree);
    expect(ahead.fits(planChroot(tree, out, ahead.files))).toBe(true);
    tree.put('/usr/share/5/5', file('another'));
    expect(ahead.fits(planChroot(tree, out, ahead.files))).toBe(false);
  });

  it('removes all that it made', async () => {
    const out = scratch();
    const ahead = begin(out);
    ahead.grow(sample(PORTION).put(treeOf({})));
    await ahead.discard();
    expect(readdirSync(out)).toEqual([]);
    expect([ahead.parts, ahead.files.size, ahead.directories.size]).toEqual([[], 0, 0]);
  });

  it('leaves what stands in its way to whoever writes', async () => {
    const out = scratch();
    writeFileSync(join(out, 'usr'), 'in the way');
    const tree = sample(PORTION).put(treeOf({}));
    const begun = (await writer.begin!(out, contextOf()))!;
    begun.grow!(tree);
    await expect(begun.write(tree)).rejects.toMatchObject({ code: 'CHROOT_WRITE' });
    await begun.stop();
    expect(readFileSync(join(out, 'usr'), 'utf8')).toBe('in the way');
  });

  it('starts no thread for a few files', () => {
    let started = 0;
    const start = () => {
      started++;
      return startMakeThread();
    };
    const tree = sample(PORTION - 1).put(treeOf({}));
    const ahead = new ChrootAhead(scratch(), { link: 'copy', start });
    ahead.grow(tree);
    expect([started, ahead.thread]).toEqual([0, undefined]);
    tree.put('/more', sample(1).nodes[0]!);
    ahead.grow(tree);
    expect(started).toBe(1);
    expect(ahead.thread).toBeInstanceOf(HelperThread);
  });
});
