import type { Accelerator } from './accelerator.ts';
import { diskArguments, ownDiskArguments, type VmDisk } from './disks.ts';
import { escapeCommas } from './escape-commas.ts';
import type { Machine } from './machine.ts';
import { networkArguments, type VmNetwork } from './network.ts';

/** A VM, as far as QEMU is concerned. File names are absolute and as QEMU can open them. */
export interface VmPlan {
  machine: Machine;
  accelerator: Accelerator;
  /** MiB. */
  memory: number;
  cpus: number;
  kernel: string;
  initrd: string;
  /** A raw image; what the guest writes is thrown away. Absent: the root is in the initrd, or one of the shares. */
  root?: string | undefined;
  /** The modules image, raw, read-only. */
  modules?: string | undefined;
  /** The kernel's whole command line. */
  commandLine: string;
  /** virtio-serial ports: their name in the guest, and the inherited descriptor that is the host's end. */
  ports: readonly { name: string; fd: number }[];
  shares: readonly VmShare[];
  disks: readonly VmDisk[];
  /** Absent: no network card. */
  network?: VmNetwork | undefined;
  /** Arguments of the user's, which come last. */
  more: readonly string[];
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
    ownDiskArguments(plan, machine),
    diskArguments(plan.disks, machine),
    ['-device', `virtio-serial-${machine.bus},max_ports=${plan.ports.length + 1}`],
    ...plan.ports.map(({ name, fd }) => [
      ...['-chardev', `socket,id=${name},fd=${fd}`],
      ...['-device', `virtserialport,chardev=${name},name=${name}`],
    ]),
    ...plan.shares.map((share) => shareArguments(share, machine)),
    plan.network === undefined ? [] : networkArguments(plan.network, machine),
    machine.randomDevice ? ['-device', `virtio-rng-${machine.bus}`] : [],
    plan.more,
  ].flat();
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
