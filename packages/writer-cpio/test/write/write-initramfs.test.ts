import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { localHost, Pacer } from '@supermin/core';
import { listDirectory } from '@supermin/test-support/listing';
import { mount } from '@supermin/test-support/mounts';
import { scratchDirectory } from '@supermin/test-support/scratch';
import {
  device,
  directory,
  file,
  hostFile,
  special,
  symlink,
  treeOf,
} from '@supermin/test-support/trees';
import { describe, expect, it, vi } from 'vitest';
import type { Compression } from '../../src/compression.ts';
import { planArchive } from '../../src/plan/archive-plan.ts';
import { writeInitramfs } from '../../src/write/write-initramfs.ts';
import { output, table, unpack } from '../support/judge.ts';
import { write } from '../support/write.ts';

const IS_ROOT = process.getuid?.() === 0;
if (!IS_ROOT) console.log('writer-cpio: devices, owners and full disks are tested by root only');

function has(program: string): boolean {
  const found = (process.env.PATH ?? '')
    .split(':')
    .some((path) => existsSync(`${path}/${program}`));
  if (!found) console.log(`writer-cpio: no ${program} here`);
  return found;
}

const linked = file('the same bytes');

const TREE = () =>
  treeOf({
    '/init': file('#!/bin/sh\n', { mode: 0o755 }),
    '/usr/bin/tool': linked,
    '/usr/bin/other': linked,
    '/usr/closed': directory({ mode: 0o500, mtime: 3 }),
    '/bin': symlink('usr/bin', { mtime: 1_600_000_001 }),
    '/large': file(Buffer.alloc(3_000_001, 'large')),
    '/empty': file('', { mode: 0o4711 }),
    '/old': file('x', { mtime: -5 }),
    '/pipe': special('fifo'),
    '/caf\xe9 \n"[*]': file('not UTF-8'),
  });

describe('writeInitramfs', () => {
  it('is an archive that cpio lists and unpacks, of the length that was planned', async () => {
    const path = `${scratchDirectory()}/initrd`;
    expect(await write(TREE(), path)).toEqual([]);
    const archive = readFileSync(path);
    expect(archive.length).toBe(planArchive(TREE()).length);
    expect(statSync(path).mode & 0o7777).toBe(0o644);
    const out = scratchDirectory();
    unpack(archive, out);
    const listing = listDirectory(out);
    expect([...listing.keys()]).toEqual([
      ...['/bin', '/caf\xe9 \n"[*]', '/empty', '/init', '/large', '/old', '/pipe', '/usr'],
      ...['/usr/bin', '/usr/bin/other', '/usr/bin/tool', '/usr/closed'],
    ]);
    expect(listing.get('/bin')).toMatchObject({ content: 'usr/bin' });
    expect(listing.get('/usr/closed')).toMatchObject({ mode: '500', mtime: 3 });
    expect(listing.get('/empty')).toMatchObject({ mode: '4711', size: 0, mtime: 1_600_000_000 });
    expect(listing.get('/old')).toMatchObject({ mtime: 0 });
    expect(listing.get('/pipe')).toMatchObject({ type: 'fifo' });
    expect(listing.get('/large')!.content).toBe(sha256(Buffer.alloc(3_000_001, 'large')));
    expect(readFileSync(`${out}/usr/bin/tool`, 'utf8')).toBe('the same bytes');
    expect(statSync(`${out}/usr/bin/tool`).ino).toBe(statSync(`${out}/usr/bin/other`).ino);
  });

  it('is an archive with owners and devices, as cpio lists them', async () => {
    const path = `${scratchDirectory()}/initrd`;
    const owner = { uid: 4_000_000_000, gid: 70_000 };
    await write(
      treeOf({
        '/': directory({ uid: 0, gid: 0 }),
        '/console': device('character', 5, 1, { ...owner, mode: 0o600 }),
        '/disk': device('block', 259, 70_000, { uid: 0, gid: 6 }),
        '/f': file('x', { ...owner, mode: 0o6755 }),
        '/s': special('socket', { uid: 0, gid: 0 }),
      }),
      path,
    );
    expect(table(readFileSync(path))).toEqual([
      'drwxr-xr-x 2 0 0 0 Sep 13 2020 .',
      'crw------- 1 4000000000 70000 5, 1 Sep 13 2020 console',
      'brw-r--r-- 1 0 6 259, 70000 Sep 13 2020 disk',
      '-rwsr-sr-x 1 4000000000 70000 1 Sep 13 2020 f',
      'srw-r--r-- 1 0 0 0 Sep 13 2020 s',
    ]);
  });

  it('copies files of the host, through its buffer and larger ones', async () => {
    const [path, host, out] = [
      `${scratchDirectory()}/initrd`,
      scratchDirectory(),
      scratchDirectory(),
    ];
    const sizes = [0, 1, 65_535, 65_536, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, 5_000_000];
    const tree = treeOf({});
    for (const size of sizes) {
      writeFileSync(`${host}/${size}`, Buffer.alloc(size, `bytes of ${size} `));
      tree.put(`/${size}`, hostFile(`${host}/${size}`, size));
    }
    await write(tree, path);
    unpack(readFileSync(path), out);
    for (const size of sizes) {
      expect(readFileSync(`${out}/${size}`).equals(readFileSync(`${host}/${size}`))).toBe(true);
    }
  });

  it.each<[Compression, string[]]>([
    ['none', ['cat']],
    ['gzip', ['gzip', '-dc']],
    ['zstd', ['zstd', '-dcq']],
    ['xz', ['xz', '-dc']],
  ])(
    '%s: the same bytes every time, and after unpacking the same as uncompressed',
    async (compress, [program, ...args]) => {
      if (!has(program!)) return;
      const directory = scratchDirectory();
      await write(TREE(), `${directory}/plain`);
      vi.stubEnv('XZ_OPT', '-9');
      vi.stubEnv('ZSTD_CLEVEL', '19');
      await write(TREE(), `${directory}/one`, compress);
      vi.unstubAllEnvs();
      await write(TREE(), `${directory}/two`, compress);
      const one = readFileSync(`${directory}/one`);
      expect(one.equals(readFileSync(`${directory}/two`))).toBe(true);
      const plain = output(program!, args, { input: one });
      expect(plain.equals(readFileSync(`${directory}/plain`))).toBe(true);
      if (compress !== 'none') expect(one.length).toBeLessThan(100_000);
    },
  );

  it('leaves out what may not be read, all its names', async () => {
    const directory = scratchDirectory();
    const [host, path] = [`${directory}/host`, `${directory}/initrd`];
    writeFileSync(host, 'x');
    chmodSync(host, 0o000);
    chmodSync(directory, 0o777);
    const closed = hostFile(host, 1);
    const tree = treeOf({ '/a': closed, '/b': closed, '/c': file('c') });
    if (IS_ROOT) process.seteuid!(65534);
    try {
      expect(await write(tree, path)).toEqual([host]);
    } finally {
      if (IS_ROOT) process.seteuid!(0);
    }
    expect(output('cpio', ['-it', '--quiet'], { input: readFileSync(path) }).toString()).toBe(
      '.\nc\n',
    );
  });

  it.each<Compression>(['none', 'gzip', 'zstd'])(
    '%s: leaves nothing when a file has shrunk',
    async (compress) => {
      if (compress === 'zstd' && !has('zstd')) return;
      const directory = scratchDirectory();
      const path = `${directory}/host`;
      writeFileSync(path, 'short');
      await expect(
        write(treeOf({ '/f': hostFile(path, 100) }), `${directory}/initrd`, compress),
      ).rejects.toThrow(
        expect.objectContaining({
          code: 'CPIO_SOURCE_CHANGED',
          message: `${path} shrank while it was copied: 5 of 100 bytes were left`,
        }),
      );
      expect(readdirSync(directory)).toEqual(['host']);
    },
  );

  it.each<Compression>(['none', 'gzip', 'xz'])(
    '%s: leaves nothing after an abort',
    async (compress) => {
      if (compress === 'xz' && !has('xz')) return;
      const directory = scratchDirectory();
      const controller = new AbortController();
      const reason = new Error('enough');
      const due = vi.spyOn(Pacer.prototype, 'due').mockReturnValue(true);
      await expect(
        writeInitramfs(planArchive(TREE()), `${directory}/initrd`, {
          host: localHost(),
          compression: compress,
          signal: controller.signal,
          report: (event) => {
            if (event.kind === 'progress') controller.abort(reason);
          },
        }),
      ).rejects.toBe(reason);
      due.mockRestore();
      expect(readdirSync(directory)).toEqual([]);
    },
  );

  it('says which program is missing', async () => {
    const directory = scratchDirectory();
    vi.stubEnv('PATH', '/nowhere');
    await expect(write(TREE(), `${directory}/initrd`, 'xz')).rejects.toThrow(
      expect.objectContaining({
        code: 'PROGRAM_MISSING',
        message: "the program 'xz' was not found",
      }),
    );
    vi.unstubAllEnvs();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('says what a failing program said', async () => {
    const [directory, programs] = [scratchDirectory(), scratchDirectory()];
    writeFileSync(`${programs}/zstd`, '#!/bin/sh\necho "no mood" >&2\nexit 3\n', { mode: 0o755 });
    vi.stubEnv('PATH', `${programs}:${process.env.PATH}`);
    await expect(write(TREE(), `${directory}/initrd`, 'zstd')).rejects.toThrow(
      expect.objectContaining({
        code: 'PROGRAM_FAILED',
        message: 'zstd ended with status 3: no mood',
      }),
    );
    vi.unstubAllEnvs();
    expect(readdirSync(directory)).toEqual([]);
  });

  it.runIf(IS_ROOT).each<Compression>(['none', 'gzip', 'zstd'])(
    '%s: a full disk is an error that says what there was and what is needed',
    async (compress) => {
      const top = scratchDirectory();
      if (!mount(top, '-t', 'tmpfs', '-o', 'size=1M', 'none')) return;
      const tree = treeOf({ '/f': file(noise(3_000_000)) });
      const need = planArchive(tree).length;
      await expect(write(tree, `${top}/initrd`, compress)).rejects.toThrow(
        expect.objectContaining({
          code: 'NO_SPACE',
          message: `no space left for ${top}/initrd: it needs ${compress === 'none' ? '' : 'up to '}${need} bytes, 1048576 were available`,
        }),
      );
      expect(readdirSync(top)).toEqual([]);
    },
  );
});

/** Bytes that do not compress, the same in every run. */
function noise(length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let i = 0; i < length / 64; i++) blocks.push(createHash('sha512').update(`${i}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
