import type { Accelerator } from './accelerator.ts';
import type { Machine } from './machine.ts';

/** A VM, as far as QEMU is concerned. File names are absolute and as QEMU can open them. */
export interface VmPlan {
  machine: Machine;
  accelerator: Accelerator;
  /** MiB. */
  memory: number;
  cpus: number;
  kernel: string;
  initrd: string;
  /** A raw image; what the guest writes is thrown away. */
  root: string;
  /** The modules image, raw, read-only. */
  modules?: string | undefined;
  /** The kernel's whole command line. */
  commandLine: string;
  /** virtio-serial ports: their name in the guest, and the inherited descriptor that is the host's end. */
  ports: readonly { name: string; fd: number }[];
  shares: readonly VmShare[];
}

/** A directory of the host for the guest, known there by its tag. */
export type VmShare =
  | { tag: string; type: 'virtiofs' /** Inherited, connected to virtiofsd. */; fd: number }
  | { tag: string; type: '9p'; directory: string; readOnly: boolean };

/**
 * QEMU's arguments: no default devices, no firmware screens, just what the guest uses. The first serial
 * port is on QEMU's standard output.
 */
export function qemuArguments(plan: VmPlan): string[] {
  const { machine, accelerator } = plan;
  const shared = plan.shares.some((share) => share.type === 'virtiofs');
  const machineOptions = [machine.type, ...(shared ? ['memory-backend=memory'] : [])];
  return [
    ['-nodefaults', '-no-user-config', '-no-reboot'],
    ['-display', 'none'],
    ['-machine', machineOptions.join(',')],
    ['-accel', accelerator],
    ['-cpu', accelerator === 'kvm' ? 'host' : machine.emulatedCpu],
    // virtiofs needs version 1 of virtio, which this bus has only if it is asked for.
    shared && machine.bus === 'device' ? ['-global', 'virtio-mmio.force-legacy=false'] : [],
    ['-smp', String(plan.cpus)],
    ['-m', String(plan.memory)],
    // virtiofsd works on the guest's memory itself.
    shared ? ['-object', `memory-backend-memfd,id=memory,size=${plan.memory}M,share=on`] : [],
    ['-kernel', plan.kernel],
    ['-initrd', plan.initrd],
    ['-append', plan.commandLine],
    ['-chardev', 'stdio,id=console,signal=off'],
    ['-serial', 'chardev:console'],
    ['-drive', rootDrive(plan.root)],
    ['-device', `virtio-blk-${machine.bus},drive=root`],
    plan.modules === undefined
      ? []
      : [
          ...['-drive', modulesDrive(plan.modules)],
          ...['-device', `virtio-blk-${machine.bus},drive=modules`],
        ],
    ['-device', `virtio-serial-${machine.bus},max_ports=${plan.ports.length + 1}`],
    ...plan.ports.map(({ name, fd }) => [
      ...['-chardev', `socket,id=${name},fd=${fd}`],
      ...['-device', `virtserialport,chardev=${name},name=${name}`],
    ]),
    ...plan.shares.map((share) => shareArguments(share, machine)),
    machine.randomDevice ? ['-device', `virtio-rng-${machine.bus}`] : [],
  ].flat();
}

function rootDrive(file: string): string {
  return [
    `file=${escapeCommas(file)}`,
    'format=raw',
    'if=none',
    'id=root',
    'snapshot=on', // writes go to a deleted temporary file: the image itself is only read
    'werror=report', // where the disk is full, the guest hears of it; by default it would stand still for ever
    'cache=unsafe', // nothing of them is kept, so nothing need be safe
    'file.locking=off', // other VMs, and a build that replaces the image, are none of our business
  ].join(',');
}

function modulesDrive(file: string): string {
  return [
    `file=${escapeCommas(file)}`,
    'format=raw',
    'if=none',
    'id=modules',
    'readonly=on', // many VMs share it
    'file.locking=off',
  ].join(',');
}

function shareArguments(share: VmShare, { bus }: Machine): string[] {
  const { tag } = share;
  if (share.type === 'virtiofs') {
    return [
      ...['-chardev', `socket,id=${tag},fd=${share.fd}`],
      ...['-device', `vhost-user-fs-${bus},chardev=${tag},tag=${tag}`],
    ];
  }
  const options = [
    `local,id=${tag},path=${escapeCommas(share.directory)}`,
    'security_model=none', // files belong to who runs QEMU, whoever made them in the guest
    'multidevs=remap',
    ...(share.readOnly ? ['readonly=on'] : []),
  ];
  return [
    ...['-fsdev', options.join(',')],
    ...['-device', `virtio-9p-${bus},fsdev=${tag},mount_tag=${tag}`],
  ];
}

/** QEMU's option syntax: a comma in a value is written twice. */
function escapeCommas(value: string): string {
  return value.replaceAll(',', ',,');
}
