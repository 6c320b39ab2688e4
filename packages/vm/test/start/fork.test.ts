import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import * as bootPackage from '@supermin/boot';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { makeAppliance, type TestAppliance, whyNoVm } from '@supermin/test-support/vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Vm } from '../../src/vm/vm.ts';
import type { VmOptions } from '../../src/vm/vm-options.ts';

/** QEMU processes below this one. */
function machines(): number[] {
  const argv = ['-o', 'pid=,args=', '--ppid', String(process.pid)];
  const lines = execFileSync('ps', argv, { encoding: 'utf8' }).split('\n');
  return lines
    .filter((line) => line.includes('qemu-system'))
    .map((line) => Number(line.trim().split(' ')[0]));
}

const sh = async (vm: Vm, script: string) => {
  const { status, stdout, stderr } = await vm.exec(['sh', '-c', script]);
  if (status !== 0) throw new Error(`${script}: ${status} ${stderr}`);
  return stdout;
};

describe.runIf(whyNoVm() === undefined)('Vm.fork', () => {
  let made: TestAppliance;
  let options: VmOptions;
  const temporaryDirectory = scratchDirectory();

  beforeAll(async () => {
    made = await makeAppliance(bootPackage, (root) => {
      for (const name of ['proc', 'sys', 'dev', 'run', 'tmp', 'etc']) mkdirSync(join(root, name));
      writeFileSync(join(root, 'etc', 'origin'), 'image\n');
    });
    if (!existsSync(join(made.directory, 'kernel'))) {
      symlinkSync(made.kernel, join(made.directory, 'kernel'));
    }
    const appliance = made.directory;
    const cacheDirectory = scratchDirectory();
    options = {
      ...{ appliance, accelerator: 'tcg', cacheDirectory, temporaryDirectory },
      forkable: true,
    };
  }, 120_000);

  afterAll(() => {
    made?.remove();
    expect(machines()).toEqual([]);
    expect(readdirSync(temporaryDirectory)).toEqual([]);
  });

  it.each([
    ['that was booted', false],
    ['that went on from a saved one', true],
  ])('is restored from a VM %s, and both go their own ways', async (_, template) => {
    await using vm = await Vm.start({ ...options, template });
    const before =
      'echo disk > /etc/origin; echo memory > /run/x; sleep 1000 <&- >&- 2>&- & echo $!';
    const pid = (await sh(vm, before)).trim();
    await using clone = await vm.fork({ hostname: 'clone' });
    const look = `cat /etc/origin /run/x; read x < /proc/${pid}/comm; echo $x; uname -n`;
    expect(await sh(clone, look)).toBe('disk\nmemory\nsleep\nclone\n');
    expect(await sh(vm, look)).toBe('disk\nmemory\nsleep\nsupermin\n');
    const files = '/etc/origin /run/x';
    await sh(vm, `for f in ${files}; do echo original > $f; done; kill ${pid}`);
    await sh(clone, `for f in ${files}; do echo clone > $f; done`);
    // What is read from the disk, not what is in memory.
    const drop = 'echo 3 > /proc/sys/vm/drop_caches';
    expect(await sh(clone, `${drop}; cat ${files}`)).toBe('clone\nclone\n');
    expect(await sh(vm, `${drop}; cat ${files}`)).toBe('original\noriginal\n');
    await sh(clone, `kill -0 ${pid}`);
    await expect(sh(vm, `kill -0 ${pid}`)).rejects.toThrow(/No such process/);
    expect(readFileSync(join(made.directory, 'root')).includes('image\n')).toBe(true);
  });

  it('has what was written to the disk, and is no longer in memory', async () => {
    await using vm = await Vm.start(options);
    // Nothing is left in memory when the filesystem has been read-only and the caches are dropped.
    const settle =
      'mount -o remount,ro / && mount -o remount,rw / && echo 3 > /proc/sys/vm/drop_caches';
    await sh(vm, `head -c 20000000 /dev/urandom > /large; ${settle}`);
    const bytes = await vm.files.read('/large');
    await sh(vm, settle);
    await using clone = await vm.fork();
    await sh(vm, `head -c 20000000 /dev/zero | cat 1<> /large; ${settle}`);
    expect(bytes.equals(await clone.files.read('/large'))).toBe(true);
    expect((await vm.files.read('/large')).equals(Buffer.alloc(bytes.length))).toBe(true);
  });

  it('has a time, random numbers and a boot ID of its own; so has the VM that it comes from', async () => {
    await using vm = await Vm.start(options);
    const look = [
      'read x < /proc/sys/kernel/random/uuid; echo $x; read x < /proc/sys/kernel/random/boot_id; echo $x',
      'touch /now; ls -l --time-style=+%s.%N /now; head -c 16 /dev/urandom',
    ].join('\n');
    await sh(vm, look);
    using snapshot = await vm.snapshot();
    // A snapshot may be old.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const clones = await Promise.all([snapshot.start(), snapshot.start(), snapshot.start()]);
    const seen = new Set<string>();
    for (const each of [...clones, vm]) {
      const answer = await sh(each, look);
      const [uuid, boot, time, ...random] = answer.split('\n');
      const seconds = Number(/ ([\d.]+) \/now$/.exec(time!)?.[1]);
      expect(Math.abs(seconds - Date.now() / 1000)).toBeLessThan(2);
      for (const text of [uuid!, boot!, random.join('\n')]) seen.add(text);
    }
    expect(seen.size).toBe(12);
    for (const clone of clones) await clone.stop();
  });

  it('can be forked itself, if it is to be', async () => {
    await using vm = await Vm.start(options);
    await sh(vm, 'echo 1 > /generation');
    await using child = await vm.fork({ forkable: true });
    await sh(child, 'echo 2 > /generation');
    await using grandchild = await child.fork();
    await vm.stop();
    expect(await sh(grandchild, 'cat /generation')).toBe('2\n');
    await expect(grandchild.fork()).rejects.toMatchObject({ code: 'VM_NOT_FORKABLE' });
  });

  it('is refused while a command runs, which goes on', async () => {
    await using vm = await Vm.start(options);
    const job = vm.spawn(['cat']);
    await job.started;
    await expect(vm.fork()).rejects.toMatchObject({ code: 'VM_BUSY' });
    job.stdin.end('text');
    expect(String(await job.stdout.toArray())).toBe('text');
    await job.exit;
    // What is started meanwhile waits.
    const [clone, late] = await Promise.all([
      vm.fork(),
      vm.exec(['sh', '-c', 'echo late > /late; cat /late']),
    ]);
    expect(late.stdout).toBe('late\n');
    await expect(sh(clone, 'cat /late')).rejects.toThrow(/No such file/);
    await clone.stop();
  });

  it('leaves the VM as it is when it is called off', async () => {
    await using vm = await Vm.start(options);
    const before = machines();
    const controller = new AbortController();
    const forked = vm.fork({ signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 30);
    await expect(forked).rejects.toThrow('enough');
    expect(await sh(vm, 'echo $((6 * 7))')).toBe('42\n');
    expect(machines()).toEqual(before);
    await using clone = await vm.fork();
    expect(await sh(clone, 'echo $((6 * 7))')).toBe('42\n');
  });

  it('has the network, and ports that are its own', async () => {
    await using vm = await Vm.start({
      ...options,
      network: true,
      publish: [{ host: 18_431, guest: 80 }],
    });
    await using clone = await vm.fork({ publish: [{ host: 18_432, guest: 80 }] });
    for (const [each, port] of [
      [vm, 18_431],
      [clone, 18_432],
    ] as const) {
      expect(await sh(each, 'ls /sys/class/net')).toBe('eth0\nlo\n');
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.destroy();
    }
  });

  it('is refused where something could not be there twice', async () => {
    const disk = join(scratchDirectory(), 'disk');
    writeFileSync(disk, Buffer.alloc(2 ** 20));
    const shares = [{ directory: scratchDirectory(), mount: '/share' }];
    for (const more of [{ shares }, { disks: [{ file: disk }] }]) {
      await expect(Vm.start({ ...options, ...more })).rejects.toMatchObject({
        code: 'VM_NOT_FORKABLE',
      });
    }
    await using vm = await Vm.start({ ...options, forkable: false });
    await expect(vm.fork()).rejects.toMatchObject({ code: 'VM_NOT_FORKABLE' });
  });
});
