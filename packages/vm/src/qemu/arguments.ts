import type { Accelerator } from './accelerator.ts';
import { deviceArguments } from './device.ts';
import { diskArguments, ownDiskArguments, type RootLayer, type VmDisk } from './disks.ts';
import { escapeCommas } from './escape-commas.ts';
import type { Machine } from './machine.ts';
import { networkArguments, type VmNetwork } from './network.ts';
import { plugPortArguments } from './plugs.ts';
import { shareArguments, shareDevice, type VmShare } from './shares.ts';

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
  /** What has been written to the root. */
  layer?: RootLayer | undefined;
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
  /** One that is to be saved, or is restored from a saved one. */
  saved?: SavedVm | undefined;
  /** Arguments of the user's, which come last. */
  more: readonly string[];
}

/** What QEMU needs to save a VM, or to restore one. */
export interface SavedVm {
  /** The file of the guest's memory. Absent: one without a name, which QEMU makes. */
  memory?: string | undefined;
  /** Whether what this one writes goes to the file; else it is its own, and others may be restored from the same file. */
  shared: boolean;
  /** It has the memory of a saved one, whose state comes in. */
  restored: boolean;
  /** Whether it had no shares and disks when it was saved: they are plugged in when it runs. */
  bare: boolean;
  /** An inherited socket: commands to QEMU come over it. */
  monitor: number;
}

/**
 * QEMU's arguments: no default devices, no firmware screens, just what the guest uses. The first serial
 * port is on QEMU's standard output.
 */
export function qemuArguments(plan: VmPlan): string[] {
  const { machine, accelerator, saved } = plan;
  const shared = plan.shares.some((share) => share.type === 'virtiofs');
  const memory = memoryArguments(plan, shared);
  const machineOptions = [machine.type, ...(memory.length > 0 ? ['memory-backend=memory'] : [])];
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
    memory,
    saved === undefined ? [] : savedArguments(saved),
    saved?.restored ? [] : kernelArguments(plan),
    ['-chardev', 'stdio,id=console,signal=off'],
    ['-serial', 'chardev:console'],
    ownDiskArguments(plan, machine),
    saved?.bare ? [] : diskArguments(plan.disks, machine),
    ['-device', `virtio-serial-${machine.bus},max_ports=${plan.ports.length + 1}`],
    ...plan.ports.map(({ name, fd }) => [
      ...['-chardev', `socket,id=${name},fd=${fd}`],
      ...['-device', `virtserialport,chardev=${name},name=${name}`],
    ]),
    ...plan.shares.map((share) => [
      ...shareArguments(share),
      ...(saved?.bare ? [] : deviceArguments(shareDevice(share, machine))),
    ]),
    plan.network === undefined ? [] : networkArguments(plan.network, machine),
    saved === undefined ? [] : plugPortArguments(),
    machine.randomDevice ? ['-device', `virtio-rng-${machine.bus}`] : [],
    plan.more,
  ].flat();
}

/** What is restored from a saved VM has its kernel in memory, and starts no second one: `-no-reboot`. */
function kernelArguments({ kernel, initrd, commandLine }: VmPlan): string[] {
  return ['-kernel', kernel, '-initrd', initrd, '-append', commandLine];
}

function memoryArguments({ memory, saved }: VmPlan, virtiofs: boolean): string[] {
  const size = `id=memory,size=${memory}M`;
  if (saved?.memory !== undefined) {
    // Clones share the pages of a file that none of them writes to.
    const { memory: file, shared } = saved;
    const options = `mem-path=${escapeCommas(file)},share=${shared ? 'on' : 'off'}`;
    return ['-object', `memory-backend-file,${size},${options}`];
  }
  // virtiofsd works on the guest's memory itself, and so does who saves it.
  return virtiofs || saved !== undefined
    ? ['-object', `memory-backend-memfd,${size},share=on`]
    : [];
}

function savedArguments({ monitor, restored }: SavedVm): string[] {
  return [
    ...['-chardev', `socket,id=monitor,fd=${monitor}`],
    ...['-mon', 'chardev=monitor,mode=control'],
    ...(restored ? ['-incoming', 'defer'] : []),
  ];
}
