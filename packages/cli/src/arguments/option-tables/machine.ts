import type { OptionSpec } from '../option-spec.ts';

/** The emulated machine, and how long it runs. */
export const MACHINE_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'memory',
    value: 'SIZE',
    kind: 'memory',
    commands: ['run'],
    help: 'memory of the VM: N{K,M,G,T}, or MiB (default 1G)',
  },
  {
    name: 'cpus',
    value: 'N',
    kind: 'count',
    commands: ['run'],
    help: 'processors of the VM (default 1)',
  },
  {
    name: 'accel',
    value: 'auto|kvm|tcg',
    kind: 'choice',
    commands: ['run'],
    help: 'accelerator (default auto: kvm where it works)',
  },
  {
    name: 'append',
    value: 'WORDS',
    kind: 'text or nothing',
    repeatable: true,
    commands: ['run'],
    help: 'more words for the kernel command line',
  },
  {
    name: 'qemu-option',
    value: 'WORD',
    kind: 'text or nothing',
    repeatable: true,
    commands: ['run'],
    help: "one more word at the end of QEMU's command line: --qemu-option=-device --qemu-option=edu",
  },
  {
    name: 'no-template',
    commands: ['run'],
    help: 'always boot the VM: neither use nor save a template',
  },
  {
    name: 'warm',
    value: 'COMMAND',
    commands: ['run'],
    help: 'run COMMAND in the VM first, by sh; later VMs are restored from one that was saved then, with what is in its memory',
  },
  {
    name: 'timeout',
    value: 'TIME',
    kind: 'duration',
    commands: ['run'],
    help: 'stop the VM after TIME and exit with status 124: N{s,m,h,d}, 0 for never (default: never)',
  },
  {
    name: 'timeout',
    value: 'TIME',
    kind: 'duration',
    commands: ['stop'],
    help: 'time that commands in the VM have to end: N{s,m,h,d} (default 10s)',
  },
];
