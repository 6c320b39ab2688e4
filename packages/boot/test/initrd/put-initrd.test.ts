import {
  appendFileSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { SuperminEvent } from '@supermin/core';
import { readArchive } from '@supermin/newc';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type PutInitrdContext, putInitrd } from '../../src/initrd/put-initrd.ts';
import { writeInitrd } from '../../src/initrd/write-initrd.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { FakeRoot, temporaryDirectory } from '../kernel/fixture.ts';
import { fakeModule } from '../modules/module.ts';

// The real one is compiled by the package's build, which unit tests do not wait for.
const guest = vi.hoisted(() => ({ directory: '' }));
vi.mock('../../src/guest/guest-init.ts', () => ({
  guestInitPath: (cpu: string) => `${guest.directory}/init-${cpu}`,
}));

const MODULES = '/lib/modules/6.1';
const KERNEL = { path: '/boot/vmlinuz-6.1', version: '6.1', modules: MODULES };
const TAKEN = 'ext2: took minimal initrd from the cache';
const { signal } = new AbortController();

describe('putInitrd', () => {
  let root: FakeRoot;
  let cacheDirectory: string;
  beforeEach(() => {
    guest.directory = temporaryDirectory();
    writeFileSync(`${guest.directory}/init-x86_64`, '\x7fELF');
    writeFileSync(`${guest.directory}/init-mips`, 'for mips');
    cacheDirectory = temporaryDirectory();
    root = new FakeRoot()
      .file(
        `${MODULES}/modules.dep`,
        'kernel/virtio_blk.ko: kernel/virtio.ko.gz\nkernel/virtio.ko.gz:',
      )
      .file(`${MODULES}/kernel/virtio_blk.ko`, fakeModule('block'))
      .file(`${MODULES}/kernel/virtio.ko.gz`, gzipSync(fakeModule('virtio')));
  });

  async function put(more: Partial<PutInitrdContext> = {}, kernel: Kernel = KERNEL) {
    const directory = temporaryDirectory();
    const file = join(directory, 'initrd');
    const said: string[] = [];
    const report = (event: SuperminEvent) => {
      if (event.kind === 'message' || event.kind === 'warning') said.push(event.text);
    };
    const context = { host: root.host, signal, report, cpu: 'x86_64', cacheDirectory, ...more };
    await putInitrd(kernel, file, context);
    expect(readdirSync(directory)).toEqual(['initrd']);
    const bytes = readFileSync(file);
    return { file, said, bytes, names: readArchive(bytes).entries.map(({ name }) => name) };
  }

  const taken = async (more: Partial<PutInitrdContext> = {}) =>
    (await put(more)).said.includes(TAKEN);

  it('writes it once, and copies it from then on: the same bytes', async () => {
    const plain = join(temporaryDirectory(), 'initrd');
    await writeInitrd(KERNEL, plain, { host: root.host, signal, report: () => {}, cpu: 'x86_64' });
    const [first, second] = [await put(), await put()];
    expect(first.said).toEqual(['ext2: wrote 2 modules to minimal initrd']);
    expect(second.said).toEqual([TAKEN]);
    expect(first.bytes.equals(readFileSync(plain))).toBe(true);
    expect(second.bytes.equals(first.bytes)).toBe(true);
    const kept = readdirSync(join(cacheDirectory, 'initrds')).sort();
    expect(kept.length).toBe(2);
    for (const name of kept)
      expect(name).toMatch(/^6\.1-[0-9a-f]{32}\.(initrd|modules)\.[0-9a-f]{8}-\d+$/);
  });

  it.each<[string, () => void]>([
    ['a module', () => root.file(`${MODULES}/kernel/virtio_blk.ko`, fakeModule('another'))],
    [
      'a module, of the same size',
      () => utimesSync(`${root.path}${MODULES}/kernel/virtio_blk.ko`, 5, 5),
    ],
    ['modules.dep', () => root.file(`${MODULES}/modules.dep`, 'kernel/virtio_blk.ko:\n')],
    ['modules.softdep', () => root.file(`${MODULES}/modules.softdep`, 'softdep a pre: b\n')],
    ['modules.alias', () => root.file(`${MODULES}/modules.alias`, 'alias a b\n')],
    ['the guest init', () => appendFileSync(`${guest.directory}/init-x86_64`, '2')],
  ])('writes it anew when %s has changed', async (_, change) => {
    await put();
    change();
    expect(await taken()).toBe(false);
    expect(await taken()).toBe(true);
  });

  it('knows appliances with other times, mounts, architectures and roots apart', async () => {
    const modulesMount = { uuid: '1234', path: MODULES };
    const ways = [
      {},
      { sourceDateEpoch: 5 },
      { modulesMount },
      { cpu: 'mips' },
      { rootFilesystem: 'ext4' },
      { directory: '.supermin' },
    ];
    for (const way of ways) expect(await taken(way)).toBe(false);
    for (const way of ways) expect(await taken(way)).toBe(true);
    expect((await put({ modulesMount })).names).toContain('modules-image');
  });

  it('gives a file of its own, whose mode follows the umask and not that of the kept file', async () => {
    let umask = process.umask(0o077);
    await put().finally(() => process.umask(umask));
    umask = process.umask(0o022);
    const { file, bytes } = await put().finally(() => process.umask(umask));
    expect(lstatSync(file)).toMatchObject({ mode: 0o100644, nlink: 1 });
    umask = process.umask(0o077);
    const { file: secret } = await put().finally(() => process.umask(umask));
    expect(lstatSync(secret)).toMatchObject({ mode: 0o100600, nlink: 1 });
    appendFileSync(file, 'mine');
    expect((await put()).bytes.equals(bytes)).toBe(true);
  });

  it('does not keep one that lacks modules: they may come back', async () => {
    root.denying('readFile', /virtio_blk\.ko$/);
    for (let time = 0; time < 2; time++) {
      const { said, names } = await put();
      expect(names).toEqual(['init', 'modules', 'virtio.ko']);
      expect(said[0]).toContain('virtio_blk.ko is left out of the initrd: permission denied');
    }
  });

  it("does not keep one of an image's modules, which are unpacked elsewhere each time", async () => {
    const kernel = { ...KERNEL, image: { version: '6.1', uuid: '1234' } };
    for (let time = 0; time < 2; time++) {
      expect((await put({}, kernel)).said).toEqual(['ext2: wrote 2 modules to minimal initrd']);
    }
    expect(readdirSync(cacheDirectory)).toEqual([]);
  });

  it('a corrupt module is an error, each time', async () => {
    root.file(`${MODULES}/kernel/virtio_blk.ko`, 'junk');
    for (let time = 0; time < 2; time++) {
      await expect(put()).rejects.toMatchObject({ code: 'MODULE_DAMAGED' });
    }
  });

  it('does without a cache where there can be none', async () => {
    const file = join(cacheDirectory, 'file');
    writeFileSync(file, '');
    const { names, said } = await put({ cacheDirectory: file });
    expect(names).toContain('virtio_blk.ko');
    expect(said[0]).toMatch(/^the initrd is not kept: /);
  });

  it.each<[string, (file: string) => void]>([
    ['is gone', (file) => rmSync(file)],
    ['was damaged', (file) => writeFileSync(file, readFileSync(file).fill(0x55, 100, 200))],
  ])('writes it anew when the one in the cache %s', async (_, change) => {
    const { bytes } = await put();
    const initrds = join(cacheDirectory, 'initrds');
    change(join(initrds, readdirSync(initrds).find((entry) => entry.includes('.initrd.'))!));
    const again = await put();
    expect(again.said).toEqual(['ext2: wrote 2 modules to minimal initrd']);
    expect(again.bytes.equals(bytes)).toBe(true);
    expect(await taken()).toBe(true);
  });

  it('writes it when the one in the cache cannot be copied', async () => {
    const { bytes } = await put();
    const initrds = join(cacheDirectory, 'initrds');
    const name = readdirSync(initrds).find((entry) => entry.includes('.initrd.'))!;
    // A directory in its place.
    rmSync(join(initrds, name));
    mkdirSync(join(initrds, name));
    const again = await put();
    expect(again.said[0]).toMatch(/the initrd is not kept: /);
    expect(again.bytes.equals(bytes)).toBe(true);
  });

  it('takes none from a cache that others may write to', async () => {
    await put();
    chmodSync(join(cacheDirectory, 'initrds'), 0o777);
    expect(await taken()).toBe(false);
    chmodSync(join(cacheDirectory, 'initrds'), 0o700);
    chmodSync(cacheDirectory, 0o777);
    expect(await taken()).toBe(false);
  });
});
