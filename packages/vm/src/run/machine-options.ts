import type { Readable, Writable } from 'node:stream';
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
  /** Disk images, which the guest has after its own disks; it knows them by their serial numbers disk0, disk1, ... */
  disks?: readonly Disk[];
  /** Arguments at the end of QEMU's command line, for what there is no option for. */
  qemuOptions?: readonly string[];
  /** Words at the end of the kernel's command line. */
  append?: string;
  /** The VM is stopped this many seconds after the call, and the call fails with `RUN_TIMEOUT`, exit status 124. */
  timeout?: number;
  /** Takes what the kernel and the guest init say on the console, which makes them talkative. */
  console?: (chunk: Buffer) => void;
  /** Stops the VM; the call rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Takes messages, warnings, stages and progress. */
  report?: Report;
  /** Where the guest's writes and short-lived sockets go; absolute. Default: `/var/tmp`. */
  temporaryDirectory?: BytePath;
}

/** What surrounds the command in the VM. */
export interface CommandOptions {
  /** On top of PATH, HOME and, with a terminal, TERM. */
  env?: Readonly<Record<string, Argument>>;
  /** Who runs it: `NAME|UID[:GROUP|GID]`, looked up in the VM. HOME is the user's then. Default: root. */
  user?: string;
  /** Default: `supermin`. */
  hostname?: string;
  /**
   * Whether the command gets a terminal, which joins standard output and standard error. Default: only
   * for the shell of a run without a command, when standard input and output are terminals.
   */
  tty?: boolean;
}

/** The command's streams. */
export interface Streams {
  /** `null`: empty. */
  stdin: Readable | null;
  stdout: Writable;
  stderr: Writable;
}
