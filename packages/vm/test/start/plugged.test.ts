import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as bootPackage from '@supermin/boot';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { makeAppliance, type TestAppliance, whyNoVm } from '@supermin/test-support/vm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ApplianceRun } from '../../src/run/appliance-run.ts';
import { guestFilesystems } from '../../src/shares/guest-filesystems.ts';
import { findVirtiofsd, type Virtiofsd } from '../../src/shares/virtiofsd.ts';
import { runScript, SAVED, USED } from './run-script.ts';

// Most cases boot a VM beside the one that goes on.
vi.setConfig({ testTimeout: 180_000 });

const daemon = findVirtiofsd();
const why = typeof daemon === 'string' ? daemon : undefined;
if (why !== undefined) console.warn(`directories are not shared by virtiofs: ${why}`);

function children(): string[] {
  const args = execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], {
    encoding: 'latin1',
  });
  return args.split('\n').filter((line) => /qemu|virtiofsd/.test(line));
}

/** A disk of 1 MiB with one partition, from its second half on. */
function partitionedDisk(file: string): void {
  const bytes = Buffer.alloc(2 ** 20);
  bytes.write('begin', 0);
  bytes[450] = 0x83;
  bytes.writeUInt32LE(1024, 454);
  bytes.writeUInt32LE(1024, 458);
  bytes.writeUInt16LE(0xaa55, 510);
  bytes.write('partition', 512 * 1024);
  writeFileSync(file, bytes);
}

describe.runIf(whyNoVm() === undefined)('a VM that is given devices when it goes on', () => {
  const cacheDirectory = scratchDirectory();
  const temporaryDirectory = scratchDirectory();
  let appliance: TestAppliance;

  beforeAll(async () => {
    appliance = await makeAppliance(bootPackage, (root) => {
      for (const name of ['proc', 'sys', 'dev', 'run', 'tmp', 'etc', 'mnt'])
        mkdirSync(join(root, name));
    });
    expect((await run('true')).said).toEqual([SAVED]);
  }, 120_000);

  afterAll(async () => {
    // One for all of these VMs, and nothing of them is left.
    expect(readdirSync(join(cacheDirectory, 'templates')).length).toBe(1);
    expect(readdirSync(temporaryDirectory)).toEqual([]);
    // Daemons that were killed are waited for a little later.
    await vi.waitFor(() => expect(children()).toEqual([]));
    appliance?.remove();
  });

  const run = (script: string, options: Partial<ApplianceRun> = {}) =>
    runScript(script, { appliance, cacheDirectory, temporaryDirectory, ...options });

  /** The same in a VM that goes on and in one that is booted. */
  async function both(script: string, options: Partial<ApplianceRun>) {
    const restored = await run(script, options);
    expect(restored.said).toEqual([USED]);
    const booted = await run(script, { ...options, template: false });
    expect({ ...restored, said: [] }).toEqual({ ...booted, said: [] });
    return restored;
  }

  describe.each(['virtiofs', '9p'] as const)('directories by %s', (type) => {
    const lacks = () =>
      type === 'virtiofs'
        ? why
        : guestFilesystems(appliance.modulesDirectory)?.has('9p')
          ? undefined
          : 'the kernel has no 9p';
    const by = type === 'virtiofs' ? {} : { daemon: '9p is tried' };

    it('what is written arrives here, and what is here is seen', async ({ skip }) => {
      skip(lacks() !== undefined, lacks());
      const directory = scratchDirectory({ here: 'here\n' });
      const shares = [{ directory, mount: '/mnt/new/place' }];
      const script =
        'cat /mnt/new/place/here; echo there > /mnt/new/place/there; while read -r d p t x; do [ $p != /mnt/new/place ] || echo $d $t; done < /proc/mounts';
      const { stdout } = await both(script, { ...by, shares });
      expect(stdout).toBe(`here\nshare0 ${type}\n`);
      expect(readFileSync(join(directory, 'there'), 'latin1')).toBe('there\n');
    });

    it('a read-only one is kept from a guest that remounts it', async ({ skip }) => {
      skip(lacks() !== undefined, lacks());
      const directory = scratchDirectory({ file: 'here\n' });
      const shares = [{ directory, mount: '/mnt', readOnly: true }];
      const script =
        'exec 2>/dev/null; mount -o remount,rw /mnt && echo remounted; echo x > /mnt/file; echo x > /mnt/new; truncate -s 0 /mnt/file; cat /mnt/file';
      expect((await both(script, { ...by, shares })).stdout).toBe('remounted\nhere\n');
      expect(readdirSync(directory)).toEqual(['file']);
      expect(readFileSync(join(directory, 'file'), 'latin1')).toBe('here\n');
    });

    it('several, one inside the other, with disks beside them', async ({ skip }) => {
      skip(lacks() !== undefined, lacks());
      const [inner, outer, third] = [1, 2, 3].map((n) => scratchDirectory({ name: `${n}\n` }));
      const disk = join(scratchDirectory(), 'disk');
      partitionedDisk(disk);
      const shares = [
        { directory: inner!, mount: '/mnt/x' },
        { directory: outer!, mount: '/mnt' },
        { directory: third!, mount: '/srv', readOnly: true },
      ];
      const script =
        'cat /mnt/x/name /mnt/name /srv/name; echo w > /mnt/w; head -c 5 /dev/vdb; head -c 9 /dev/vdb1';
      const disks = [{ file: disk }];
      const { stdout } = await both(script, { ...by, shares, disks });
      expect(stdout).toBe('1\n2\n3\nbeginpartition');
      expect(readdirSync(outer!).sort()).toEqual(['name', 'w', 'x']);
    });
  });

  it('are not there when it is saved, also where the first one has them', async ({ skip }) => {
    skip(why !== undefined, why);
    const place = scratchDirectory({ here: 'here\n' });
    const file = join(scratchDirectory(), 'disk');
    partitionedDisk(file);
    const options = {
      cacheDirectory: scratchDirectory(),
      shares: [{ directory: place, mount: '/mnt' }],
      disks: [{ file }],
    };
    const script = 'cat /mnt/here; head -c 5 /dev/vdb';
    expect(await run(script, options)).toEqual({
      ...{ status: 0, stdout: 'here\nbegin', said: [SAVED] },
    });
  });

  it('disks have the names, serial numbers, sizes and partitions of a boot', async () => {
    const place = scratchDirectory();
    const [raw, qcow2, last] = ['raw', 'b,c.qcow2', 'last'].map((name) => join(place, name));
    partitionedDisk(raw!);
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', qcow2!, '2M']);
    writeFileSync(last!, 'last');
    truncateSync(last!, 3 * 2 ** 20);
    const disks = [{ file: raw!, readOnly: true }, { file: qcow2! }, { file: last! }];
    const script = [
      'cd /sys/class/block; ls',
      'for d in vd?; do for a in serial size ro; do read -r x < $d/$a; echo $d $a $x; done; done',
      'head -c 5 /dev/vdb; head -c 9 /dev/vdb1; head -c 4 /dev/vdd',
    ].join('\n');
    const { stdout } = await both(script, { disks });
    expect(stdout).toContain('vdb serial disk0\nvdb size 2048\nvdb ro 1\nvdc serial disk1\n');
    expect(stdout).toMatch(/vdd size 6144\nvdd ro 0\nbeginpartitionlast$/);
  });

  it.each([
    ['given it', true],
    ['booted with it', false],
  ])(
    '%s: what is written to a disk is on it; a read-only one is refused by QEMU',
    async (_, template) => {
      const place = scratchDirectory();
      const [raw, qcow2, kept] = ['raw', 'b.qcow2', 'kept'].map((name) => join(place, name));
      writeFileSync(raw!, Buffer.alloc(2 ** 20));
      execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', qcow2!, '2M']);
      writeFileSync(kept!, Buffer.alloc(2 ** 20));
      const disks = [{ file: raw! }, { file: qcow2! }, { file: kept!, readOnly: true }];
      const script =
        'echo one > /dev/vdb; echo two > /dev/vdc; { echo three > /dev/vdd; } 2>/dev/null || echo refused';
      expect((await run(script, { disks, template })).stdout).toBe('refused\n');
      expect(readFileSync(raw!).toString('latin1', 0, 4)).toBe('one\n');
      execFileSync('qemu-img', ['check', '-q', qcow2!]);
      const image = join(place, 'image');
      execFileSync('qemu-img', ['convert', '-O', 'raw', qcow2!, image]);
      expect(readFileSync(image).toString('latin1', 0, 4)).toBe('two\n');
      expect(readFileSync(kept!).every((byte) => byte === 0)).toBe(true);
    },
  );

  it('many at once', async ({ skip }) => {
    skip(why !== undefined, why);
    const directory = scratchDirectory();
    const shares = [{ directory, mount: '/mnt' }];
    const numbers = Array.from({ length: 6 }, (_, index) => String(index));
    const results = await Promise.all(
      numbers.map((n) => run(`echo ${n} > /mnt/${n}; cat /mnt/${n}`, { shares })),
    );
    expect(results.map(({ said }) => said)).toEqual(numbers.map(() => [USED]));
    expect(results.map(({ stdout }) => stdout)).toEqual(numbers.map((n) => `${n}\n`));
    expect(readdirSync(directory).sort()).toEqual(numbers);
  });

  it('a daemon that dies ends the VM', async ({ skip }) => {
    skip(why !== undefined, why);
    const directory = scratchDirectory();
    const ended = run('echo x > /mnt/x; sleep 100', { shares: [{ directory, mount: '/mnt' }] });
    const failure = expect(ended).rejects.toMatchObject({ code: 'SHARE_FAILED' });
    while (readdirSync(directory).length === 0) await new Promise((done) => setTimeout(done, 20));
    for (const pid of daemonsOf(directory)) process.kill(pid, 'SIGKILL');
    await failure;
  });

  it('one that does not start, and a disk that is in use, are not the fault of the template', async ({
    skip,
  }) => {
    skip(why !== undefined, why);
    const directory = scratchDirectory();
    const shares = [{ directory, mount: '/mnt' }];
    const broken = { ...(daemon as Virtiofsd), program: '/bin/false' };
    await expect(run('true', { shares, daemon: broken })).rejects.toMatchObject({
      code: 'SHARE_FAILED',
    });
    const file = join(directory, 'disk');
    writeFileSync(file, Buffer.alloc(2 ** 20));
    const using = run('echo x > /mnt/x; while [ ! -e /mnt/end ]; do sleep 1; done', {
      shares,
      disks: [{ file }],
    });
    while (readdirSync(directory).length === 1) await new Promise((done) => setTimeout(done, 20));
    await expect(run('true', { disks: [{ file }] })).rejects.toThrow(/another program uses/);
    writeFileSync(join(directory, 'end'), '');
    await using;
    expect((await run('true', { shares, disks: [{ file }] })).said).toEqual([USED]);
  });

  it.each([
    ['QEMU refuses them', 's/pcie-root-port,id=plugs/&,hotplug=off/'],
    ['there is no port', 's/pcie-root-port,id=plugs/pvpanic-pci/'],
  ])('is booted where %s, which others do not suffer from', async (_, edit) => {
    const place = scratchDirectory();
    const qemu = join(place, 'qemu');
    // Each argument is edited: `set -- "$@" X; shift` goes round them.
    const script = `for a do a=$(printf %s "$a" | sed '${edit}'); set -- "$@" "$a"; shift; done`;
    writeFileSync(qemu, `#!/bin/sh\n${script}\nexec qemu-system-x86_64 "$@"\n`, { mode: 0o755 });
    const disk = join(place, 'disk');
    writeFileSync(disk, 'disk');
    truncateSync(disk, 2 ** 20);
    const options = { qemu, cacheDirectory: place };
    const disks = [{ file: disk }];
    const first = await run('head -c 4 /dev/vdb', { ...options, disks });
    expect(first.stdout).toBe('disk');
    expect(first.said).toEqual([SAVED, expect.stringMatching(/^template: not used: /)]);
    const second = await run('head -c 4 /dev/vdb', { ...options, disks });
    expect(second).toMatchObject({
      stdout: 'disk',
      said: [expect.stringMatching(/^template: not used: it failed before/)],
    });
    expect((await run('true', options)).said).toEqual([USED]);
  });

  it('is booted with more of them than a port takes, and with what may need them before', async () => {
    const file = join(scratchDirectory(), 'disk');
    writeFileSync(file, Buffer.alloc(2 ** 20));
    const disks = Array.from({ length: 9 }, () => ({ file, readOnly: true }));
    const many = await run('ls /dev/vdj', { disks });
    expect(many).toMatchObject({
      stdout: '/dev/vdj\n',
      said: ['template: not used: more than 8 shares and disks'],
    });
    const warm = { warm: ['sh', '-c', 'read x < /dev/vdb; echo > /tmp/warm'], disks: [disks[0]!] };
    const { stdout, said } = await run('ls /tmp/warm', warm);
    expect(stdout).toBe('/tmp/warm\n');
    expect(said).toEqual([expect.stringMatching(/may need shares and disks/)]);
  });
});

/** Processes that have a directory as their root, which virtiofsd makes it, or are told of it. */
function daemonsOf(directory: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
        return /virtiofsd/.test(readlinkSync(`/proc/${pid}/exe`)) && line.includes(directory);
      } catch {
        return false;
      }
    });
}
