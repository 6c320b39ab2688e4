import { chmodSync, copyFileSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { machine } from 'node:os';
import { EntryUses, localHost, type SuperminEvent } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { Scratch } from '../../src/appliance/scratch.ts';
import type { Places } from '../../src/appliance/with-cache.ts';
import { applianceFor, sharesOf } from '../../src/vm/appliance-for.ts';
import type { VmOptions } from '../../src/vm/vm-options.ts';
import { imageOf } from '../appliance/image.ts';
import { ToldDatabase } from '../appliance/told-database.ts';
import { ToldWriter } from '../appliance/told-writer.ts';
import { BLOCK, kernelOf, NINEP } from '../host-root/kernel-of.ts';
import { share } from '../start/plan.ts';

const FULL = { kernel: 'k', initrd: 'i', root: 'r' };
const HEAD = '\x7fELF\x02\x01\x01';

/** The head of a program for aarch64: elf(5). */
const AARCH64 = Buffer.from(`${HEAD.padEnd(18, '\0')}\xb7\0`, 'latin1');

interface Given {
  options?: VmOptions;
  shares?: Parameters<typeof applianceFor>[2];
  places?: Partial<Places>;
}

function placesOf(more: Partial<Places> = {}): Places {
  const cache = scratchDirectory();
  const scratch = new Scratch(scratchDirectory());
  return { cache, isTemporary: false, uses: new EntryUses(cache), scratch, ...more };
}

/** What a VM is made of that is asked for so. */
async function get({ options = {}, shares = [], places }: Given) {
  const all = placesOf(places);
  return { ...(await applianceFor(options, { cwd: '/' }, shares, all)), cache: all.cache };
}

/** Packages that are installed in a root, and a writer. */
function installed() {
  const { backend } = new ToldDatabase({ bash: ['/bin/bash'], jq: ['/usr/bin/jq'] });
  const told = new ToldWriter();
  const host = localHost(scratchDirectory({ 'bin/bash': '', 'usr/bin/jq': '' }));
  chmodSync(`${host.root}/bin/bash`, 0o755);
  const files = () => told.build.entries.map(({ path }) => path);
  return { plugins: { backend, family: 'debian/dpkg', writer: told.writer }, host, files };
}

describe('a full appliance that is there', () => {
  it('is as it is', async () => {
    const directory = scratchDirectory({ ...FULL, modules: 'm' });
    const found = await get({ options: { appliance: directory, memory: 64 } });
    const file = (name: string) => `${directory}/${name}`;
    expect(found).toEqual({
      appliance: {
        ...{ kernel: file('kernel'), initrd: file('initrd'), root: file('root') },
        modules: file('modules'),
      },
      ...{ memory: 64, cpu: machine(), shares: [], template: true },
      ...{ cacheDirectory: found.cache, cache: found.cache },
    });
  });

  it('is for the processor of its root, and not told what its kernel can mount', async () => {
    const host = localHost(scratchDirectory({ 'sbin/init': AARCH64 }));
    const shares = [share()];
    const found = await get({ options: { appliance: scratchDirectory(FULL), host }, shares });
    expect(found).toMatchObject({ cpu: 'aarch64', shares });
    expect(found.appliance.modulesDirectory).toBeUndefined();
  });

  it('is told what its kernel can mount where directories are shared', async () => {
    const { root, directory, request } = kernelOf('6.1', BLOCK);
    const appliance = scratchDirectory({ initrd: 'i', root: 'r' });
    symlinkSync(request.kernel, `${appliance}/kernel`);
    const options = { appliance, host: localHost(root) };
    const shared = await get({ options, shares: [share()] });
    expect(shared.appliance.modulesDirectory).toBe(directory);
    expect((await get({ options })).appliance).not.toHaveProperty('modulesDirectory');
  });

  it.each<[string, VmOptions]>([
    ['packages', { packages: ['jq'] }],
    ['size', { size: '1G' }],
    ['kernel', { kernel: '6.1' }],
    ['weak', { weak: true }],
    ['noDocs', { noDocs: true }],
    ['packages, weak', { packages: ['jq'], weak: true }],
  ])('has been built: %s comes too late', async (names, options) => {
    const appliance = scratchDirectory(FULL);
    await expect(get({ options: { appliance, ...options } })).rejects.toMatchObject({
      ...{ code: 'APPLIANCE_BUILT', message: expect.stringMatching(`no effect of ${names}$`) },
    });
    // What is missing is said first.
    const lacking = scratchDirectory({ kernel: 'k', root: 'r' });
    await expect(get({ options: { appliance: lacking, ...options } })).rejects.toMatchObject({
      code: 'APPLIANCE_MISSING',
    });
  });

  it('takes what changes nothing', async () => {
    const options = { appliance: scratchDirectory(FULL), packages: [], weak: false, noDocs: false };
    expect((await get({ options })).memory).toBeUndefined();
  });
});

describe('an appliance that is all initramfs', () => {
  /** One whose archive has so many bytes. */
  function initramfs(bytes: number) {
    const { root, request } = kernelOf('6.1', BLOCK);
    const appliance = scratchDirectory({ initrd: 'x'.repeat(bytes) });
    symlinkSync(request.kernel, `${appliance}/kernel`);
    return { appliance, host: localHost(root) };
  }

  it('has the guest init in front, in a file of this VM, and room for what is unpacked', async () => {
    const scratch = new Scratch(scratchDirectory());
    const options = initramfs(1 << 20);
    const events: SuperminEvent[] = [];
    const report = (event: SuperminEvent) => void events.push(event);
    const found = await get({ options: { ...options, report }, places: { scratch } });
    const initrd = `${scratch.directory}/initrd`;
    expect(found.appliance).toEqual({ kernel: `${options.appliance}/kernel`, initrd });
    const archive = readFileSync(initrd, 'latin1');
    expect(archive.slice(0, 200)).toContain('.supermin\0');
    expect(archive.endsWith(`\0${'x'.repeat(1 << 20)}`)).toBe(true);
    expect(found).toMatchObject({ memory: 1029, cpu: machine(), template: true });
    const text = 'ext2: wrote 1 modules to minimal initrd';
    expect(events).toContainEqual({ kind: 'message', level: 1, text });
    expect(readdirSync(`${found.cache}/initrds`)).not.toEqual([]);
  });

  it('has as much memory as is said', async () => {
    expect((await get({ options: { ...initramfs(1), memory: 64 } })).memory).toBe(64);
  });

  it('is not made for whom the signal is aborted, nor of packages', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(get({ options: { ...initramfs(1), signal } })).rejects.toThrow('enough');
    const options = { ...initramfs(1), packages: ['jq'] };
    await expect(get({ options })).rejects.toMatchObject({ code: 'APPLIANCE_BUILT' });
  });
});

describe('an appliance that is built', () => {
  it('is of packages', async () => {
    const { files, ...given } = installed();
    const found = await get({ options: { ...given, packages: ['jq'], bare: true, memory: 64 } });
    expect(files()).toContain('/usr/bin/jq');
    expect(found).toMatchObject({ memory: 64, cpu: machine(), template: true });
    expect(found.appliance.root).toMatch(`${found.cache}/run/`);
  });

  it('is of a small one', async () => {
    const { files, ...given } = installed();
    await get({ options: { ...given, appliance: scratchDirectory({ packages: 'jq\n' }) } });
    expect(files()).toContain('/usr/bin/jq');
    expect(files()).not.toContain('/bin/bash');
  });

  it('is of what a package carries', async () => {
    const { files, ...given } = installed();
    const appliance = scratchDirectory({ packages: 'jq\n' });
    const appliancePackage = {
      ...{ name: 'box', version: '1', directory: appliance, appliance, files: undefined },
    };
    await get({ options: { ...given, appliancePackage } });
    expect(files()).toContain('/usr/bin/jq');
    const missing = get({ options: { ...given, appliancePackage: 'supermin-appliance-nowhere' } });
    await expect(missing).rejects.toMatchObject({ code: 'APPLIANCE_PACKAGE_MISSING' });
  });

  it('is of a container image that has been unpacked', async () => {
    const { files, host, ...given } = installed();
    const image = await imageOf([{ name: 'usr/any', content: 'x' }]);
    await get({ options: { ...given, image } });
    expect(files()).toContain('/usr/any');
    expect(files()).not.toContain('/usr/bin/jq');
  });
});

describe("this machine's root", () => {
  it('is the root of a VM, by what can serve it', async () => {
    const { request, directory } = kernelOf('6.1', { ...BLOCK, ...NINEP });
    const shares = [share()];
    const found = await get({ options: { hostRoot: true, memory: 64, ...request }, shares });
    expect(found).toMatchObject({
      ...{ memory: 64, cpu: machine(), shares, template: true, cacheDirectory: found.cache },
      appliance: { modulesDirectory: directory, rootShare: { type: '9p', directory: '/' } },
    });
    expect(found.daemon).toBeDefined();
  });
});

describe('a VM is restored from a saved one', () => {
  const options = { appliance: scratchDirectory(FULL) };

  it('where it is not said otherwise, and somebody comes back to it', async () => {
    const template = async (given: Given) => (await get(given)).template;
    expect(await template({ options })).toBe(true);
    expect(await template({ options: { ...options, template: true } })).toBe(true);
    expect(await template({ options: { ...options, template: false } })).toBe(false);
    expect(await template({ options, places: { isTemporary: true } })).toBe(false);
  });

  it('unless its appliance is of this VM alone', async () => {
    const scratch = new Scratch(scratchDirectory());
    for (const [name, text] of Object.entries(FULL)) {
      copyFileSync(`${scratchDirectory({ [name]: text })}/${name}`, `${scratch.directory}/${name}`);
    }
    const found = await get({ options: { appliance: scratch.directory }, places: { scratch } });
    expect(found.template).toBe(false);
  });
});

it('directories are shared as they are now', () => {
  const { directory } = share();
  expect(sharesOf({})).toEqual([]);
  expect(sharesOf({ shares: [{ directory, mount: '/mnt' }] })).toMatchObject([
    { directory, mount: '/mnt' },
  ]);
});
