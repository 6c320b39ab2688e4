import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';
import { sameBytes } from '../compare/same-bytes.ts';
import { runOnce } from '../measure/run-once.ts';
import type { Scratch } from '../scratch.ts';
import { environment, ourBuild, supermin5Build } from './host-builds.ts';
import { OURS, SUPERMIN5, SUPERMIN5_PATH } from './names.ts';
import { PACKAGES } from './small.ts';
import { moreBy, sooner } from './targets.ts';
import type { Contender, Workload } from './workload.ts';

const REACHED = 'the init of the bench';
const MACHINES = ['q35', 'pc'] as const;
const RUN = `${OURS}: run -- true`;

/** A single boot takes up to an eighth more or less, and what is between two initrds is not much more. */
const ROUNDS = 3;

export const boot: Workload = {
  name: 'boot',
  title: 'until /init, emulated: one image, one kernel, two initrds',
  prepare: async (scratch) => {
    const input = await applianceWithInit(scratch);
    const ours = ourBuild(scratch, 'ext2', input);
    const supermin5 = supermin5Build(scratch, 'ext2', input);
    for (const each of [ours, supermin5]) await runOnce(each, scratch.path('usage'));
    const initrds = { [OURS]: ours.output!, [SUPERMIN5]: supermin5.output! };
    const run: Contender = {
      name: RUN,
      argv: [scratch.command, 'run', '--accel', 'tcg', '--', 'true'],
      env: environment(scratch),
    };
    const machines = MACHINES.flatMap((machine) =>
      Object.entries(initrds).map(
        ([name, output]): Contender => ({
          name: `${name} on ${machine}`,
          argv: qemu(machine, ours.output!, join(output, 'initrd')),
          until: REACHED,
        }),
      ),
    );
    return {
      contenders: [...machines, run],
      rounds: ROUNDS,
      targets: [
        sooner(0.1, `${OURS} on q35`, `${SUPERMIN5} on q35`),
        sooner(0.2, `${OURS} on pc`, `${SUPERMIN5} on pc`),
        sooner(0.3, RUN, `${SUPERMIN5} on q35`),
        moreBy(0.3, RUN, `${OURS} on q35`),
      ],
      input: `${PACKAGES.join(', ')} and an /init that says so; run: a cached appliance, from the command line to its end; ${ROUNDS} times as many rounds as for the others`,
      compare: async () => {
        const kernels = [ours, supermin5].map(({ output }) => join(output!, 'kernel'));
        sameBytes(kernels[0]!, kernels[1]!);
        return ['the same kernel, the same image'];
      },
    };
  },
};

/** The appliance of `small`, whose process 1 says that it is there. */
async function applianceWithInit(scratch: Scratch): Promise<string[]> {
  const packages = scratch.path('small.d');
  await succeed(SUPERMIN5_PATH, ['--prepare', '--use-installed', ...PACKAGES, '-o', packages]);
  const files = scratch.path('init');
  mkdirSync(files);
  writeFileSync(join(files, 'init'), `#!/bin/bash\necho '${REACHED}'\nexec sleep 1000\n`);
  chmodSync(join(files, 'init'), 0o755);
  const archive = scratch.path('init.tar.gz');
  await succeed('tar', ['-C', files, '-czf', archive, './init']);
  return [packages, archive];
}

function qemu(machine: string, appliance: string, initrd: string): string[] {
  const image = join(appliance, 'root');
  return [
    ...['qemu-system-x86_64', '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-machine', `${machine},accel=tcg`, '-m', '1024', '-serial', 'stdio'],
    ...['-kernel', join(appliance, 'kernel'), '-initrd', initrd],
    ...['-drive', `file=${image},format=raw,if=none,id=root,snapshot=on`],
    ...['-device', 'virtio-blk-pci,drive=root'],
    ...['-append', 'console=ttyS0 root=/dev/vda panic=1 quiet'],
  ];
}
