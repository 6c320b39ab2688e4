import os from 'node:os';
import { architectureOf } from '@supermin/boot';
import { type BytePath, DEFAULT_TEMPORARY_DIRECTORY, type Report } from '@supermin/core';
import type { AcceleratorOptions } from '../qemu/accelerator.ts';
import { findQemu } from '../qemu/binary.ts';
import type { VmDisk } from '../qemu/disks.ts';
import { machineFor } from '../qemu/machine.ts';
import type { VmNetwork } from '../qemu/network.ts';
import type { GuestSetup } from '../session/setup.ts';
import { guestFilesystems } from '../shares/guest-filesystems.ts';
import { planShares, type ShareMount } from '../shares/shares.ts';
import { findVirtiofsd, type Virtiofsd } from '../shares/virtiofsd.ts';
import type { ApplianceVm } from './appliance-vm.ts';
import { resolveDisk } from './disk.ts';
import { planNetwork } from './network.ts';

/** MiB. */
export const DEFAULT_MEMORY = 1024;
const DEFAULT_HOSTNAME = 'supermin';

/** A VM with everything decided but the accelerator and the form of the kernel. */
export interface MachinePlan {
  options: ApplianceVm;
  /** What the choice of the accelerator depends on: machine, QEMU, signal, report among it. */
  choice: AcceleratorOptions;
  setup: Omit<GuestSetup, 'isolated'>;
  /** The root as well, if it is one. */
  shares: readonly ShareMount[];
  /** What serves shares by virtiofs, or why nothing does. */
  daemon: Virtiofsd | string;
  /** `performance.now()` at which the VM is stopped, and the time limit in seconds. */
  deadline: { at: number; seconds: number } | undefined;
  disks: readonly VmDisk[];
  network: VmNetwork | undefined;
  /** MiB. */
  memory: number;
  cpus: number;
}

/** @throws SuperminError `QEMU_MISSING`, `ARCHITECTURE_UNKNOWN`, `SHARE_UNUSABLE`, `SHARE_IMPOSSIBLE`, `DISK_UNUSABLE`, `PORT_UNUSABLE` */
export function planMachine(options: ApplianceVm): MachinePlan {
  const { timeout, cpus = 1, memory = DEFAULT_MEMORY } = options;
  const began = performance.now();
  const choice = acceleratorChoice(options);
  const { rootShare } = options.appliance;
  const daemon = options.daemon ?? (options.shares?.length ? daemonFor(choice) : '');
  const shares = planShares(options.shares ?? [], filesystems(options), daemon);
  const disks = (options.disks ?? []).map(resolveDisk);
  return {
    ...{ options, choice, daemon, memory, cpus },
    shares: rootShare === undefined ? shares : [rootShare, ...shares],
    setup: {
      ...{ hostname: options.hostname ?? DEFAULT_HOSTNAME, shares },
      sync: disks.some(({ readOnly }) => !readOnly),
    },
    disks,
    network: planNetwork(options),
    deadline: deadlineOf(timeout, began),
  };
}

/** @param timeout in seconds, from `began` on, as `performance.now()` has it */
export function deadlineOf(timeout: number | undefined, began: number): MachinePlan['deadline'] {
  return timeout === undefined ? undefined : { at: began + timeout * 1000, seconds: timeout };
}

function acceleratorChoice(options: ApplianceVm): AcceleratorOptions {
  const machine = machineFor(architectureOf(options.cpu ?? os.machine()));
  const report: Report = options.report ?? (() => {});
  const temporaryDirectory: BytePath = options.temporaryDirectory ?? DEFAULT_TEMPORARY_DIRECTORY;
  return {
    ...{ machine, report, temporaryDirectory },
    requested: options.accelerator ?? 'auto',
    qemu: options.qemu ?? findQemu(machine),
    signal: options.signal ?? new AbortController().signal,
    cacheDirectory: options.cacheDirectory,
  };
}

/** FUSE hands the guest's numbers and byte order to the host's daemon, so both must have them alike; 9p's are its own. */
function daemonFor({ machine }: AcceleratorOptions): Virtiofsd | string {
  const { arch, kvmHosts } = machine;
  if (kvmHosts.includes(os.machine())) return findVirtiofsd();
  return `virtiofs cannot be used between this ${os.machine()} machine and a guest of another architecture, ${arch}`;
}

function filesystems({ shares, appliance }: ApplianceVm) {
  if (!shares?.length || appliance.modulesDirectory === undefined) return undefined;
  return guestFilesystems(appliance.modulesDirectory);
}
