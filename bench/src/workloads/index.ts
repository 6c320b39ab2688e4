import { big } from './big.ts';
import { chroot } from './chroot.ts';
import { cpio } from './cpio.ts';
import { growth } from './growth.ts';
import { libguestfs } from './libguestfs.ts';
import { small } from './small.ts';
import type { Workload } from './workload.ts';

/** In the order of the report. */
export const WORKLOADS: readonly Workload[] = [small, libguestfs, big, growth, chroot, cpio];
