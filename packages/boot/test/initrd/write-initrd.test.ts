import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { machine } from 'node:os';
import { gzipSync } from 'node:zlib';
import { localHost, type SuperminEvent } from '@supermin/core';
import { readArchive } from '@supermin/newc';
import { expect, test, vi } from 'vitest';
import { type InitrdContext, OWN_DIRECTORY, writeInitrd } from '../../src/initrd/write-initrd.ts';
import { FakeRoot, temporaryDirectory } from '../kernel/fixture.ts';
import { fakeModule } from '../modules/module.ts';

// The real one is compiled by the package's build, which unit tests do not wait for.
const guest = vi.hoisted(() => ({ directory: '' }));
vi.mock('../../src/guest/guest-init.ts', () => ({
  guestInitPath: (cpu: string) => `${guest.directory}/init-${cpu}`,
}));

const MODULES = '/lib/modules/6.1';

/** A kernel's modules: `{ 'kernel/a.ko': [needs] }`, each of them there. */
function kernelWith(modules: Record<string, string[]>): FakeRoot {
  const lines = Object.entries(modules).map(([path, needs]) => `${path}: ${needs.join(' ')}\n`);
  const root = new FakeRoot().file(`${MODULES}/modules.dep`, lines.join(''));
  for (const path of Object.keys(modules)) {
    const module = fakeModule(path);
    root.file(`${MODULES}/${path}`, path.endsWith('.gz') ? gzipSync(module) : module);
  }
  return root;
}

async function write(
  root: Pick<FakeRoot, 'host'>,
  more: Partial<InitrdContext> = {},
  modules = MODULES,
) {
  const inits = new FakeRoot().file(`/init-${machine()}`, '\x7fELF').file('/init-mips', 'for mips');
  guest.directory = inits.path;
  const directory = temporaryDirectory();
  const events: SuperminEvent[] = [];
  const kernel = { path: '/boot/vmlinuz-6.1', version: '6.1', modules };
  const file = `${directory}/initrd`;
  const { signal } = new AbortController();
  const report = (event: SuperminEvent) => events.push(event);
  try {
    await writeInitrd(kernel, file, { host: root.host, signal, report, ...more });
  } catch (error) {
    expect(readdirSync(directory)).toEqual([]);
    throw error;
  }
  expect(readdirSync(directory)).toEqual(['initrd']);
  const bytes = readFileSync(file);
  return { file, bytes, events, entries: readArchive(bytes).entries };
}

const SAMPLE = {
  'kernel/virtio_blk.ko': ['kernel/virtio.ko.gz', 'kernel/virtio_ring.ko'],
  'kernel/virtio.ko.gz': ['kernel/virtio_ring.ko'],
  'kernel/virtio_ring.ko': [],
  'kernel/sd_mod.ko': ['kernel/scsi_mod.ko'],
  'kernel/scsi_mod.ko': [],
  'kernel/virtio-gpu.ko': ['kernel/drm.ko'],
  'kernel/drm.ko': [],
  'kernel/xfs.ko': [],
};

const BOOTABLE = {
  'kernel/virtio_pci.ko': [],
  'kernel/virtio_blk.ko': [],
  'kernel/ext4.ko': [],
};

test('init, the list, and the modules unpacked, each after those it needs', async () => {
  const { entries, events } = await write(kernelWith(SAMPLE));
  const names = ['scsi_mod.ko', 'sd_mod.ko', 'virtio_ring.ko', 'virtio.ko', 'virtio_blk.ko'];
  expect(entries.map(({ name }) => name)).toEqual(['init', 'modules', ...names]);
  const content = new Map(entries.map((entry) => [entry.name, Buffer.from(entry.content)]));
  expect(content.get('init')!.toString('latin1')).toBe('\x7fELF');
  expect(content.get('modules')!.toString()).toBe(names.map((name) => `${name}\n`).join(''));
  expect(content.get('virtio.ko')!.equals(fakeModule('kernel/virtio.ko.gz'))).toBe(true);
  expect(entries.every(({ type }) => type === 'file')).toBe(true);
  expect(entries.map(({ mode }) => mode)).toEqual([0o755, ...Array(6).fill(0o644)]);
  expect(events).toEqual([
    { kind: 'message', level: 1, text: 'ext2: wrote 5 modules to minimal initrd' },
  ]);
});

test('the same bytes every time; all times are SOURCE_DATE_EPOCH, or 0', async () => {
  const root = kernelWith(SAMPLE);
  const first = await write(root);
  const second = await write(root);
  expect(second.bytes.equals(first.bytes)).toBe(true);
  expect(new Set(first.entries.map(({ mtime }) => mtime))).toEqual(new Set([0]));
  const { entries } = await write(root, { sourceDateEpoch: 86_400 });
  expect(new Set(entries.map(({ mtime }) => mtime))).toEqual(new Set([86_400]));
});

test.each([
  ['022', 0o022, 0o644],
  ['077', 0o077, 0o600],
])('its mode follows the umask: %s', async (_, mask, mode) => {
  const umask = process.umask(mask);
  const { file } = await write(kernelWith({})).finally(() => process.umask(umask));
  expect(lstatSync(file).mode & 0o7777).toBe(mode);
});

test('the guest init of the wanted architecture; a kernel without modules', async () => {
  const { entries } = await write(kernelWith({}), { cpu: 'mips' });
  expect(entries.map(({ name, size }) => `${name} ${size}`)).toEqual(['init 8', 'modules 0']);
});

test('a module that modules.dep lists but is not there: a warning, or with strict an error', async () => {
  const root = kernelWith({ 'kernel/virtio.ko': ['kernel/gone.ko'] });
  const { entries, events } = await write(root);
  expect(entries.map(({ name }) => name)).toEqual(['init', 'modules', 'virtio.ko']);
  const text = '/lib/modules/6.1/modules.dep lists a module that is missing: kernel/gone.ko';
  expect(events[0]).toEqual({ kind: 'warning', text });
  await expect(write(root, { strict: true })).rejects.toMatchObject({
    code: 'MODULES_MISSING',
    message: text,
  });
});

test('without a driver for its root disk nothing is written: the appliance could not boot', async () => {
  const root = kernelWith(BOOTABLE).file(`${MODULES}/modules.builtin`);
  await write(root);
  rmSync(`${root.path}${MODULES}/kernel/virtio_blk.ko`);
  await expect(write(root)).rejects.toMatchObject({
    code: 'ROOT_DRIVER',
    message: expect.stringContaining('no driver for its root disk'),
  });
  // In front of an archive with all of the appliance there is no disk to drive.
  const { entries } = await write(root, { directory: OWN_DIRECTORY });
  expect(entries[0]!.name).toBe(OWN_DIRECTORY);
});

test('a module that may not be read is left out, with a warning', async () => {
  const root = kernelWith({ 'kernel/virtio.ko': [] });
  root.denying('readFile', /\.ko$/);
  const { events } = await write(root);
  expect(events[0]).toMatchObject({ kind: 'warning', text: expect.stringContaining('virtio.ko') });
});

test('two modules of one name: the first', async () => {
  const root = kernelWith({ 'kernel/b/virtio.ko.gz': [], 'kernel/a/virtio.ko': [] });
  const { entries } = await write(root);
  expect(entries.map(({ name }) => name)).toEqual(['init', 'modules', 'virtio.ko']);
  expect(Buffer.from(entries[2]!.content).equals(fakeModule('kernel/a/virtio.ko'))).toBe(true);
});

test('a corrupt module is an error, and nothing is left', async () => {
  const root = kernelWith(SAMPLE).file(`${MODULES}/kernel/sd_mod.ko`, 'junk');
  await expect(write(root)).rejects.toMatchObject({
    code: 'MODULE_DAMAGED',
    message: expect.stringContaining(`${MODULES}/kernel/sd_mod.ko`),
  });
});

const host = localHost('/');
const versions = host.stat('/lib/modules') ? host.readdir('/lib/modules') : [];
const version = versions.find((name) => host.stat(`/lib/modules/${name}/modules.dep`));
if (version === undefined) console.log('no kernel here: no initrd is made of its real modules');

test.runIf(version !== undefined)("this machine's own modules", async () => {
  const { bytes, entries } = await write({ host }, {}, `/lib/modules/${version}`);
  expect(entries.length).toBeGreaterThan(2);
  const listing = spawnSync('cpio', ['-it', '--quiet'], { input: bytes, encoding: 'utf8' });
  expect(listing.stdout.trimEnd().split('\n')).toEqual(entries.map(({ name }) => name));
});

test('of another filesystem the name and the driver', async () => {
  const root = kernelWith({ ...SAMPLE, ...BOOTABLE, 'kernel/overlay.ko': [] });
  const { entries } = await write(root, { rootFilesystem: 'xfs' });
  const names = entries.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['xfs.ko', 'overlay.ko', 'root-filesystem']));
});

test('in a directory of its own, which comes first', async () => {
  const { entries } = await write(kernelWith(BOOTABLE), { directory: OWN_DIRECTORY });
  const [directory, ...files] = entries.map(({ name }) => name);
  expect(directory).toBe('.supermin');
  expect(files).toContain('.supermin/init');
  expect(files).toContain('.supermin/modules');
  expect(files).toContain('.supermin/virtio_blk.ko');
  expect(files.filter((name) => !name.startsWith('.supermin/'))).toEqual([]);
  // As the guest init has it.
  const header = readFileSync(new URL('../../guest/root.h', import.meta.url), 'latin1');
  expect(header).toContain(`#define OWN_DIRECTORY "/${OWN_DIRECTORY}"`);
});
