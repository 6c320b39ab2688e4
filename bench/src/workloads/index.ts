import { chroot } from './chroot.ts';
import { cpio } from './cpio.ts';
import { libguestfs } from './libguestfs.ts';
import { small } from './small.ts';
import type { Workload } from './workload.ts';

/** In the order of the report. */
export const WORKLOADS: readonly Workload[] = [small, libguestfs, chroot, cpio];
