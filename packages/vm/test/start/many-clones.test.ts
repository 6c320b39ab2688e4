import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as bootPackage from '@supermin/boot';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { makeAppliance, type TestAppliance, whyNoVm } from '@supermin/test-support/vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Vm } from '../../src/vm/vm.ts';

const CLONES = 20;
/** Bytes of the guest's memory that a clone may have to itself when it has run a short command. */
const MOST_OWN = 20 * 2 ** 20;
const MEMORY = 512;

const LOOK = [
  'read x < /proc/sys/kernel/random/uuid; echo $x; read x < /proc/sys/kernel/random/boot_id; echo $x',
  'head -c 16 /dev/urandom',
].join('\n');

/** Of each QEMU below this process: bytes of the guest's memory that nobody else has. */
function ownMemory(): number[] {
  const argv = ['-o', 'pid=,args=', '--ppid', String(process.pid)];
  const lines = execFileSync('ps', argv, { encoding: 'utf8' }).split('\n');
  const machines = lines.filter((line) => line.includes('-incoming'));
  return machines.map((line) => {
    const smaps = readFileSync(`/proc/${line.trim().split(' ')[0]}/smaps`, 'latin1');
    const guest = smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).filter((mapping) => {
      return Number(/^Size: +(\d+) kB/m.exec(mapping)?.[1]) === MEMORY * 1024;
    });
    expect(guest.length).toBe(1);
    const own = [...guest[0]!.matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB/gm)];
    return own.reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1024, 0);
  });
}

describe.runIf(whyNoVm() === undefined)('many VMs at once that are restored from one', () => {
  let made: TestAppliance;

  beforeAll(async () => {
    made = await makeAppliance(bootPackage, (root) => {
      for (const name of ['proc', 'sys', 'dev', 'run', 'tmp', 'etc']) mkdirSync(join(root, name));
    });
    if (!existsSync(join(made.directory, 'kernel'))) {
      symlinkSync(made.kernel, join(made.directory, 'kernel'));
    }
  }, 120_000);

  afterAll(() => made?.remove());

  it('have nothing alike that is random, and share its memory', async () => {
    const options = {
      ...{ appliance: made.directory, cacheDirectory: scratchDirectory(), memory: MEMORY },
      ...({ accelerator: 'tcg', template: false, forkable: true } as const),
    };
    const vm = await Vm.start(options);
    // It has some memory in use.
    await vm.exec(['sh', '-c', `head -c 100000000 /dev/zero > /dev/shm/x; ${LOOK}`]);
    using snapshot = await vm.snapshot();
    await vm.stop();
    const clones = await Promise.all(Array.from({ length: CLONES }, () => snapshot.start()));
    const answers = await Promise.all(clones.map((clone) => clone.exec(['sh', '-c', LOOK])));
    const own = ownMemory();
    expect(own.length).toBe(CLONES);
    expect(Math.max(...own)).toBeLessThan(MOST_OWN);
    const seen = new Set<string>();
    for (const { status, stdout } of answers) {
      expect(status).toBe(0);
      const [uuid, boot, ...random] = stdout.split('\n');
      for (const text of [uuid!, boot!, random.join('\n')]) seen.add(text);
    }
    expect(seen.size).toBe(CLONES * 3);
    // What is measured is what it seems to be.
    await clones[0]!.exec(['sh', '-c', 'head -c 50000000 /dev/zero > /dev/shm/y']);
    expect(ownMemory().filter((bytes) => bytes > 50_000_000).length).toBe(1);
    await Promise.all(clones.map((clone) => clone.stop()));
  }, 300_000);
});
