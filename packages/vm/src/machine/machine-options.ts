import type { BytePath, Report } from '@supermin/core';
import type { RequestedAccelerator } from '../qemu/accelerator.ts';
import type { Argument } from '../session/fields.ts';
import type { Disk } from './disk.ts';
import type { NetworkRequest } from './network.ts';

/** The VM, and who watches over it. */
export interface MachineOptions extends NetworkRequest {
  /** QEMU's program. Default: the one for the guest's architecture on PATH. */
  qemu?: string;
  /** MiB. Default: 1024. */
  memory?: number;
  /** Default: 1. */
  cpus?: number;
  /** Default: `auto`, KVM where it works, else emulation. */
  accelerator?: RequestedAccelerator;
  /**
   * Whether the VM may be restored from one that was saved when it was ready, which takes a fifth of the time of a boot, and whether one is saved
   * where there is none. Default: true.
   */
  template?: boolean;
  /**
   * Whether it can be forked: see `Vm.fork()`. Its memory is a file then, in /dev/shm where there is room. Default: false.
   */
  forkable?: boolean;
  /**
   * A command, as program and arguments, that runs in the VM before all others, as root: VMs with the same one are restored from one that was saved
   * when it had ended with status 0 (`WARM_FAILED` else). What it left in memory is in all of them: see docs/vm.md. Default: none.
   */
  warm?: readonly Argument[];
  /** Its hostname. Default: `supermin`. */
  hostname?: string;
  /** Disk images, which the guest has after its own disks; there they are /dev/disk/by-id/virtio-disk0, virtio-disk1, ... */
  disks?: readonly Disk[];
  /** Arguments at the end of QEMU's command line, for what there is no option for. */
  qemuOptions?: readonly string[];
  /** Words at the end of the kernel's command line. */
  append?: string;
  /** The VM is stopped this many seconds after the call, and what is under way fails with `RUN_TIMEOUT`, exit status 124. */
  timeout?: number;
  /** Takes what the kernel and the guest init say on the console, which makes them talkative. */
  console?: (chunk: Buffer) => void;
  /** Stops the VM; what is under way rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Takes messages, warnings, stages and progress. */
  report?: Report;
  /** Where the guest's writes and short-lived sockets go; absolute. Default: `/var/tmp`. */
  temporaryDirectory?: BytePath;
}
