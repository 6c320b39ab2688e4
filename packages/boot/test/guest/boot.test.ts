import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAppliance, makeImage, type TestAppliance, whyNoVm } from '@supermin/test-support/vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as bootPackage from '../../src/index.ts';
import { bootByHand, disk } from '../fixture/boot-by-hand.ts';

const UUID = 'a1b2c3d4-e5f6-4a5b-8c9d-0e1f2a3b4c5d';
const LABEL = 'supermin test';

/** Prints what it was started with, and ends: the kernel panics, and with it the VM. */
const INIT = `#!/bin/sh
echo "init: $0 $*"
echo "arguments: $TEST_VARIABLE"
for file in /marker*; do echo "found $file"; done
echo READY
sleep 0.2
`;

describe.runIf(whyNoVm() === undefined)('the guest init in a VM started by hand', () => {
  let appliance: TestAppliance;

  beforeAll(async () => {
    appliance = await makeAppliance(
      bootPackage,
      (root) => {
        writeFileSync(join(root, 'init'), INIT, { mode: 0o755 });
        writeFileSync(join(root, 'marker-one'), '');
      },
      ['-U', UUID, '-L', LABEL],
    );
  });

  afterAll(() => appliance?.remove());

  const boot = (commandLine: string, devices: readonly string[], machine?: string) =>
    bootByHand({ ...appliance, commandLine, devices, ...(machine ? { machine } : {}) });

  it('mounts a virtio disk by its name, says what supermin 5 says, and passes the environment on', () => {
    const console = boot('root=/dev/vda TEST_VARIABLE="two words"', [
      ...disk(appliance.root, 'virtio-blk-pci'),
    ]);
    const said = console.split(/\r?\n/).filter((line) => line.startsWith('supermin: '));
    const lines = [
      /^supermin: ext2 mini initrd starting up: \d+\.\d+\.\d+/,
      /^supermin: internal insmod virtio_pci.ko$/,
      /^supermin: internal insmod virtio_blk.ko$/,
      /^supermin: picked vda \(\d+:0\) as root device$/,
      /^supermin: mounting new root on \/root$/,
      /^supermin: chroot$/,
    ];
    const places = lines.map((line) => said.findIndex((text) => line.test(text)));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBe(0);
    expect(console).toContain('init: /init');
    expect(console).toContain('arguments: two words');
    expect(console).toContain('found /marker-one');
    expect(console).toContain('READY');
    // No device asks for them; an IDE controller does, but nothing is on it.
    for (const module of ['virtio_net', 'ata_piix', 'libata'])
      expect(console).not.toContain(`internal insmod ${module}`);
  });

  it('finds a SCSI disk, and keeps quiet', () => {
    const console = boot('quiet root=/dev/sda', [
      ...['-device', 'virtio-scsi-pci'],
      ...disk(appliance.root, 'scsi-hd'),
    ]);
    expect(console).toContain('READY');
    expect(console).not.toContain('supermin:');
  });

  it('finds an IDE disk by an upper-case UUID, last on a command line of over 1,024 bytes', () => {
    const long = Array.from({ length: 50 }, (_, index) => `unused.option${index}=0123456789`);
    const commandLine = `root=/dev/nothing ${long.join(' ')} root=UUID=${UUID.toUpperCase()}`;
    expect(commandLine.length).toBeGreaterThan(1024);
    const console = boot(commandLine, disk(appliance.root, 'ide-hd'));
    expect(console).toContain('supermin: picked sda (8:0) as root device');
    expect(console).toContain('READY');
  });

  it.each(['bus=ide.0,unit=0', 'bus=ide.0,unit=1', 'bus=ide.1,unit=0', 'bus=ide.1,unit=1'])(
    'loads the drivers of an IDE controller for a drive without a disk (%s)',
    (place) => {
      const console = boot('root=/dev/vda', [
        ...disk(appliance.root, 'virtio-blk-pci'),
        ...['-device', `ide-cd,${place}`],
      ]);
      expect(console).toContain('internal insmod ata_piix');
      expect(console).toContain('READY');
    },
  );

  it('finds a partition by a label with a blank in it; of two with one name takes the first, and says so', () => {
    const partitioned = join(appliance.directory, 'partitioned');
    writeFileSync(partitioned, partitionTable(64));
    writeFileSync(partitioned, readFileSync(appliance.root), { flag: 'a' });
    const console = boot(`root=LABEL="${LABEL}" init=/bin/ls`, [
      ...disk(partitioned, 'virtio-blk-pci', 'first'),
      ...disk(appliance.root, 'virtio-blk-pci', 'second'),
    ]);
    expect(console).toContain(
      `supermin: warning: several filesystems fit root=LABEL=${LABEL}, taking the first: vda1`,
    );
    expect(console).toContain('supermin: picked vda1 (254:1) as root device');
    // `init=` ran instead of /init.
    expect(console).toMatch(/^bin +init .*marker-one/m);
    expect(console).not.toContain('READY');
  });

  it('gives up on a disk that never appears, and says what it waited for', () => {
    const console = boot('rootwait=3 root=UUID=00000000-0000-0000-0000-000000000001', [
      ...disk(appliance.root, 'virtio-blk-pci'),
    ]);
    expect(console).toMatch(/supermin: waiting another 64000000 ns for UUID=0000.* to appear/);
    expect(console).toMatch(/supermin: error: the root device UUID=0000.* did not appear/);
    // By then it has tried every driver that it has.
    expect(console).toContain('internal insmod virtio_net');
    expect(console).toContain('Kernel panic');
  });

  // Of its aliases the softdep names one; modules.dep, which the order in the initrd comes from, knows nothing of that.
  it('loads what a module softly depends on before it, whatever order they are listed in', ({
    skip,
  }) => {
    const listed = (text: string) =>
      text.split(/\r?\n/).flatMap((line) => line.split('insmod ')[1] || []);
    const names = ['libcrc32c.ko', 'crc32c-intel.ko'];
    const initrd = join(appliance.directory, 'other-order.initrd');
    const archive = readFileSync(appliance.initrd);
    if (!names.every((name) => archive.includes(name)))
      skip('the kernel has these modules built in');
    // The kernel unpacks one archive over the other.
    const list = execFileSync('cpio', ['-o', '-H', 'newc', '--quiet'], {
      cwd: withFile(appliance.directory, 'modules', `${names.join('\n')}\n`),
      input: 'modules\n',
    });
    writeFileSync(initrd, Buffer.concat([archive, list]));
    const console = bootByHand({
      ...{ ...appliance, initrd, devices: [] },
      commandLine: 'rootwait=3 root=/dev/none',
    });
    expect(listed(console)).toEqual([...names].reverse());
  });

  it('lists what there is when there is no /init', () => {
    const tree = join(appliance.directory, 'no-init');
    mkdirSync(join(tree, 'bin'), { recursive: true });
    writeFileSync(join(tree, 'bin', 'something'), '');
    const image = join(appliance.directory, 'no-init.img');
    makeImage(tree, image);
    const console = boot('quiet root=/dev/vda', disk(image, 'virtio-blk-pci'));
    expect(console).toMatch(/supermin: \/bin:\r?\n {4}something/);
    expect(console).toMatch(/supermin: \/lib64:/);
    expect(console).toContain('supermin: error: /init: cannot be executed, error 2');
  });

  it('mounts persistent memory', () => {
    const image = join(appliance.directory, 'pmem.img');
    writeFileSync(image, readFileSync(appliance.root));
    truncateSync(image, 128 << 20);
    const console = boot(
      'root=/dev/pmem0',
      [
        ...['-m', '256,slots=2,maxmem=1G'],
        ...[
          '-object',
          `memory-backend-file,id=memory,share=off,readonly=off,mem-path=${image},size=128M`,
        ],
        ...['-device', 'nvdimm,memdev=memory'],
      ],
      'pc,nvdimm=on',
    );
    expect(console).toContain('supermin: mounting new root on /root (dax)');
    expect(console).toContain('READY');
  });
});

/** The first MiB of a disk with one Linux partition behind it. */
function partitionTable(mebibytes: number): Buffer {
  const table = Buffer.alloc(1 << 20);
  table[446 + 4] = 0x83;
  table.writeUInt32LE(2048, 446 + 8);
  table.writeUInt32LE(mebibytes * 2048, 446 + 12);
  table.writeUInt16LE(0xaa55, 510);
  return table;
}

/** A new directory with one file in it. */
function withFile(parent: string, name: string, text: string): string {
  const directory = mkdtempSync(join(parent, 'files-'));
  writeFileSync(join(directory, name), text);
  return directory;
}
