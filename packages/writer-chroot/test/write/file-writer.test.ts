import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statfsSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { Pacer } from '@supermin/core';
import { mount } from '@supermin/test-support/mounts';
import { openScratchFiles, scratchDirectory } from '@supermin/test-support/scratch';
import { file, hostFile, treeOf } from '@supermin/test-support/trees';
import { asOrdinaryUser, IS_ROOT, NOBODY } from '@supermin/test-support/users';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { write } from '../support/write.ts';

const MEBIBYTE = 2 ** 20;

describe('FileWriter', () => {
  function source(directory = scratchDirectory()): string {
    const path = `${directory}/source`;
    writeFileSync(path, Buffer.alloc(8 * MEBIBYTE, 'source'));
    chmodSync(path, 0o755);
    utimesSync(path, 5, 5);
    return path;
  }

  it.each(['copy', 'auto'])('%s: the result is a file of its own', async (link) => {
    const [from, out] = [source(), scratchDirectory()];
    await write(treeOf({ '/f': hostFile(from, 8 * MEBIBYTE, { mode: 0o640 }) }), out, { link });
    expect(readFileSync(`${out}/f`).equals(readFileSync(from))).toBe(true);
    expect(lstatSync(`${out}/f`)).toMatchObject({ mode: 0o100640, nlink: 1, mtimeMs: 1.6e12 });
    expect(lstatSync(from)).toMatchObject({ mode: 0o100755, nlink: 1, mtimeMs: 5000 });
  });

  describe('a large file with holes', () => {
    const SIZE = 40 * MEBIBYTE;
    afterEach(() => vi.unstubAllEnvs());

    /** Of `SIZE` bytes, with some data in its middle. */
    function sparse(): string {
      const path = `${scratchDirectory()}/sparse`;
      writeFileSync(path, '');
      truncateSync(path, 30_000_001);
      appendFileSync(path, 'data');
      truncateSync(path, SIZE);
      return path;
    }

    it.each(['with', 'without'])('keeps them, %s cp', async (how) => {
      const [path, out] = [sparse(), scratchDirectory()];
      if (how === 'without') vi.stubEnv('PATH', '/nowhere');
      await write(treeOf({ '/f': hostFile(path, SIZE, { sparse: true }) }), out);
      expect(lstatSync(`${out}/f`).blocks * 512).toBeLessThanOrEqual(65_536);
      expect(readFileSync(`${out}/f`).equals(readFileSync(path))).toBe(true);
    });

    it('what came after it was planned is cut off', async () => {
      const out = scratchDirectory();
      await write(treeOf({ '/f': hostFile(sparse(), SIZE - 1, { sparse: true }) }), out);
      expect(lstatSync(`${out}/f`).size).toBe(SIZE - 1);
    });
  });

  it('a file that is written to meanwhile ends it: no copy is half of each state', async () => {
    const [from, out] = [source(), scratchDirectory()];
    const due = vi.spyOn(Pacer.prototype, 'due').mockImplementation(() => {
      writeFileSync(from, Buffer.alloc(8 * MEBIBYTE, 'other'));
      return false;
    });
    const node = { ...hostFile(from, 8 * MEBIBYTE), sparse: true };
    await expect(write(treeOf({ '/f': node }), out, { link: 'copy' })).rejects.toThrow(
      `${from} changed while it was copied`,
    );
    due.mockRestore();
  });

  it('leaves no descriptor open, of what was made or of what failed', async () => {
    const [from, out] = [source(), scratchDirectory()];
    await write(treeOf({ '/f': file('x'), '/g': hostFile(from, 8 * MEBIBYTE) }), out);
    const longer = treeOf({ '/h': file('y'), '/i': hostFile(from, 9 * MEBIBYTE) });
    await expect(write(longer, out)).rejects.toThrow('shrank');
    expect(openScratchFiles()).toEqual([]);
  });

  it('hard: the result is the very same file, untouched', async () => {
    const [from, out] = [source(), scratchDirectory()];
    const xattrs = new Map([['user.x', Buffer.from('y')]]);
    const node = hostFile(from, 8 * MEBIBYTE, { mode: 0o640, xattrs });
    await write(treeOf({ '/f': node, '/g': node, '/h': file('of an archive') }), out, {
      link: 'hard',
    });
    const { ino, nlink, mode, mtimeMs } = lstatSync(from);
    expect([nlink, mode, mtimeMs]).toEqual([3, 0o100755, 5000]);
    expect([lstatSync(`${out}/f`).ino, lstatSync(`${out}/g`).ino]).toEqual([ino, ino]);
    expect(readFileSync(`${out}/h`, 'utf8')).toBe('of an archive');
  });

  it('hard: an error that names both where they lie on two filesystems', async () => {
    const out = scratchDirectory();
    await expect(
      write(treeOf({ '/f': hostFile('/proc/self/status', 1) }), out, { link: 'hard' }),
    ).rejects.toThrow(
      expect.objectContaining({
        code: 'CHROOT_LINK',
        message: `/proc/self/status cannot be hard-linked to ${out}/f (EXDEV)`,
      }),
    );
  });

  it('reflink: an error where there are no clones', async () => {
    const out = scratchDirectory();
    await expect(
      write(treeOf({ '/f': hostFile('/proc/self/status', 1) }), out, { link: 'reflink' }),
    ).rejects.toThrow(expect.objectContaining({ code: 'CHROOT_LINK' }));
    expect(lstatSync(`${out}/f`, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('leaves out what may not be read, all its names, with one warning', async () => {
    const out = scratchDirectory();
    const from = source();
    if (IS_ROOT) execFileSync('chown', [`${NOBODY}:${NOBODY}`, out]);
    chmodSync(from, 0o000);
    const node = hostFile(from, 8 * MEBIBYTE, { uid: NOBODY, gid: NOBODY });
    const [warning] = await asOrdinaryUser(() => write(treeOf({ '/f': node, '/g': node }), out));
    expect(warning).toBe(`1 file is left out: permission denied: ${from}`);
    expect(readdirSync(out)).toEqual([]);
  });

  describe.runIf(IS_ROOT)('on btrfs', () => {
    /** A mounted filesystem that can clone; undefined if there cannot be one here. */
    function btrfs(): string | undefined {
      const [directory, image] = [scratchDirectory(), `${scratchDirectory()}/image`];
      writeFileSync(image, '');
      const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
      truncateSync(image, 150 * MEBIBYTE);
      const made = spawnSync('mkfs.btrfs', ['-q', image], { env }).status === 0;
      if (!made || !mount(directory, '-o', 'loop', image)) {
        console.log('writer-chroot: no btrfs here, clones are not tested');
        return undefined;
      }
      return directory;
    }

    it.each(['auto', 'reflink'])('%s: clones share their blocks', async (link) => {
      const top = btrfs();
      if (top === undefined) return;
      const from = source(top);
      spawnSync('sync', ['-f', top]);
      const used = () => {
        spawnSync('sync', ['-f', top]);
        const { blocks, bfree, bsize } = statfsSync(top);
        return (blocks - bfree) * bsize;
      };
      const before = used();
      execFileSync('mkdir', [`${top}/out`]);
      const node = hostFile(from, 8 * MEBIBYTE, { mode: 0o604, uid: 12, gid: 34 });
      await write(treeOf({ '/f': node, '/g': file('x') }), `${top}/out`, { link });
      expect(used() - before).toBeLessThan(MEBIBYTE);
      expect(readFileSync(`${top}/out/f`).equals(readFileSync(from))).toBe(true);
      expect(lstatSync(`${top}/out/f`)).toMatchObject({
        ...{ mode: 0o100604, uid: 12, gid: 34, mtimeMs: 1.6e12 },
      });
    });
  });
});
