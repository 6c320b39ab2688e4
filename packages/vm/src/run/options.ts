import type { Readable, Writable } from 'node:stream';
import type { BytePath, Report } from '@supermin/core';
import type { AcceleratorWish } from '../qemu/accelerator.ts';
import type { Argument } from '../session/job.ts';
import type { Share } from '../shares/shares.ts';

/** A full appliance as `build -f ext2` makes it. */
export interface Appliance {
  kernel: BytePath;
  /** A mini initrd whose `/init` is this version's guest init. */
  initrd: BytePath;
  /** The ext2 image. It is only read: several VMs may use it at once. */
  root: BytePath;
  /** The modules image, if the modules are not in `root`. It is only read. */
  modules?: BytePath;
  /** `/lib/modules/VERSION` of the kernel on the host: tells how directories can be shared. */
  modulesDirectory?: BytePath;
}

export interface RunOptions {
  appliance: Appliance;
  /** The guest's architecture, any usual spelling. Default: this machine's. */
  cpu?: string;
  /** Program and arguments; the program is looked up on the guest's PATH. Default: a shell. */
  argv?: readonly Argument[];
  /** On top of PATH, HOME and, with a terminal, TERM. */
  env?: Readonly<Record<string, Argument>>;
  /** Working directory in the guest. Default: `/`. */
  cwd?: BytePath;
  /** Default: `supermin`. */
  hostname?: string;
  /** Default: the process's own. `null`: empty. */
  stdin?: Readable | null;
  stdout?: Writable;
  stderr?: Writable;
  /**
   * Whether the command gets a terminal, which joins standard output and standard error. Default: only
   * for the shell of a run without `argv`, when standard input and output are terminals.
   */
  tty?: boolean;
  /** QEMU's program. Default: the one for the guest's architecture on PATH. */
  qemu?: string;
  /** MiB. Default: 1024. */
  memory?: number;
  /** Default: 1. */
  cpus?: number;
  /** Default: `auto`. */
  accelerator?: AcceleratorWish;
  /** Words at the end of the kernel's command line. */
  append?: string;
  shares?: readonly Share[];
  /** The VM is stopped this many seconds after the call, and the call fails with exit status 124. */
  timeout?: number;
  /** Takes what the kernel and the guest init say on the console, which makes them talkative. */
  console?: (chunk: Buffer) => void;
  signal?: AbortSignal;
  report?: Report;
  /** The user's cache directory for supermin: what is known of this host's KVM is kept there. */
  cacheDirectory?: BytePath;
  /** Where the guest's writes and short-lived sockets go; absolute. Default: `/var/tmp`. */
  temporaryDirectory?: BytePath;
}

export interface RunOutcome {
  /** The command's exit status, 128+N when it was killed by signal N. */
  status: number;
}
