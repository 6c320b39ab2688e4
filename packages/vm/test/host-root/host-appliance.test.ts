import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { machine } from 'node:os';
import { dirname } from 'node:path';
import { EntryUses, type SuperminEvent } from '@supermin/core';
import { readArchive } from '@supermin/newc';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Places } from '../../src/appliance/with-cache.ts';
import { type HostApplianceRequest, hostAppliance } from '../../src/host-root/host-appliance.ts';
import { findVirtiofsd, type Virtiofsd } from '../../src/shares/virtiofsd.ts';
import { BLOCK, kernelOf, NINEP, VIRTIOFS } from './kernel-of.ts';

const KERNEL = kernelOf('6.1', { ...BLOCK, ...NINEP, ...VIRTIOFS });

/** What would serve directories by virtiofs. */
const DAEMON: Virtiofsd = {
  ...{ program: '/nowhere/virtiofsd', flavour: 'rust', sandbox: 'namespace' },
  ...{ mapping: [], readOnly: 'option' },
};
const NONE = 'none is installed';

/** The same cache for several VMs. */
let places: Pick<Places, 'cache' | 'uses'>;
beforeEach(() => {
  const cache = scratchDirectory();
  places = { cache, uses: new EntryUses(cache) };
});

const get = (request: HostApplianceRequest = KERNEL.request, daemon: Virtiofsd | string = NONE) =>
  hostAppliance(request, places, daemon);

/** What the guest mounts the root as. */
function rootOf(initrd: string): string {
  const { entries } = readArchive(readFileSync(initrd));
  const { content } = entries.find(({ name }) => name === 'root-filesystem')!;
  return Buffer.from(content).toString();
}

describe("a VM whose root is this machine's", () => {
  it('has its kernel, and an initrd in the cache that mounts the root', async () => {
    const { appliance, cpu, daemon } = await get();
    expect(appliance).toEqual({
      ...{ kernel: KERNEL.request.kernel, modulesDirectory: KERNEL.directory },
      rootShare: { tag: 'root', type: '9p', directory: '/', mount: '/', readOnly: true },
      initrd: expect.stringMatching(`^${places.cache}/run/host-[0-9a-z]+/initrd$`),
    });
    expect(cpu).toBe(machine());
    expect(daemon).toBe(NONE);
    expect(rootOf(appliance.initrd)).toBe('9p\n');
    expect(readdirSync(dirname(appliance.initrd))).toEqual(['initrd']);
  });

  it('has it by virtiofs where something serves that', async () => {
    const { appliance, daemon } = await get(KERNEL.request, DAEMON);
    expect(daemon).toBe(DAEMON);
    expect(appliance.rootShare).toMatchObject({ type: 'virtiofs' });
    expect(rootOf(appliance.initrd)).toBe('virtiofs\n');
    const by9p = await get();
    expect(by9p.appliance.initrd).not.toBe(appliance.initrd);
  });

  it('looks for what serves it for root only', async () => {
    const { daemon } = await hostAppliance(KERNEL.request, places);
    const other = 'virtiofs can serve it for root only';
    expect(daemon).toEqual(process.geteuid?.() === 0 ? findVirtiofsd() : other);
  });

  it('needs a kernel that can mount it', async () => {
    const { request } = kernelOf('6.1', { ...BLOCK, ...VIRTIOFS });
    await expect(get(request)).rejects.toMatchObject({
      ...{ code: 'SHARE_IMPOSSIBLE', message: expect.stringContaining(NONE) },
    });
    expect(existsSync(`${places.cache}/run`)).toBe(false);
  });

  it('is used while the VM runs, and says what it does', async () => {
    const used: Parameters<EntryUses['add']>[] = [];
    vi.spyOn(places.uses, 'add').mockImplementation(async (...args) => void used.push(args));
    const events: SuperminEvent[] = [];
    const { signal } = new AbortController();
    const report = (event: SuperminEvent) => void events.push(event);
    const { appliance } = await get({ ...KERNEL.request, signal, report });
    const [entry] = used[0]!;
    expect(used).toEqual([[entry, signal]]);
    expect(entry).toContain(/host-[0-9a-z]+/.exec(appliance.initrd)![0]);
    const texts = events.flatMap((event) => (event.kind === 'message' ? [event.text] : []));
    expect(texts).toContain(`kernel: picked vmlinuz ${KERNEL.request.kernel}`);
    expect(texts).toContain('ext2: wrote 4 modules to minimal initrd');
  });

  it('is not made for whom the signal is aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(get({ ...KERNEL.request, signal })).rejects.toThrow('enough');
  });
});

describe('its initrd', () => {
  it('stays the same file as long as it is the same, as saved VMs go by it', async () => {
    const { appliance } = await get();
    const { ino, mtimeMs } = statSync(appliance.initrd);
    expect((await get()).appliance).toEqual(appliance);
    expect(statSync(appliance.initrd)).toMatchObject({ ino, mtimeMs });
    expect(readdirSync(dirname(appliance.initrd))).toEqual(['initrd']);
  });

  it('is replaced where it is another', async () => {
    const { appliance } = await get();
    const right = readFileSync(appliance.initrd);
    writeFileSync(appliance.initrd, 'of another version');
    await get();
    expect(readFileSync(appliance.initrd).equals(right)).toBe(true);
    expect(readdirSync(dirname(appliance.initrd))).toEqual(['initrd']);
  });

  it('is kept in the cache, too, as its modules may be packed', async () => {
    const { appliance } = await get();
    writeFileSync(appliance.initrd, 'of another version');
    const said: SuperminEvent[] = [];
    await get({ ...KERNEL.request, report: (event) => void said.push(event) });
    const text = 'ext2: took minimal initrd from the cache';
    expect(said).toContainEqual({ kind: 'message', level: 1, text });
  });

  it('is one for each kernel and each version', async () => {
    const { appliance } = await get();
    const other = kernelOf('6.2', { ...BLOCK, ...NINEP });
    expect((await get(other.request)).appliance.initrd).not.toBe(appliance.initrd);
    // The same file, of another version.
    const environment = { ...KERNEL.request.environment, SUPERMIN_KERNEL: KERNEL.request.kernel };
    const request = { environment: { ...environment, SUPERMIN_KERNEL_VERSION: '6.1-x' } };
    expect((await get(request)).appliance.initrd).not.toBe(appliance.initrd);
  });

  it('leaves nothing where it cannot be made', async () => {
    const broken = kernelOf('6.3', { ...BLOCK, ...NINEP });
    writeFileSync(`${broken.directory}/kernel/9p.ko`, 'no module');
    await expect(get(broken.request)).rejects.toMatchObject({ code: 'MODULE_DAMAGED' });
    const [name] = readdirSync(`${places.cache}/run`);
    expect(readdirSync(`${places.cache}/run/${name}`)).toEqual([]);
  });
});
