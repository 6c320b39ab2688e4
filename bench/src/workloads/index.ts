import { big } from './big.ts';
import { boot } from './boot.ts';
import { chroot } from './chroot.ts';
import { cpio } from './cpio.ts';
import { fresh } from './fresh.ts';
import { globs } from './globs.ts';
import { growth } from './growth.ts';
import { imageRoot } from './image-root.ts';
import { libguestfs } from './libguestfs.ts';
import { oci } from './oci.ts';
import { plugins } from './plugins.ts';
import { prepare } from './prepare.ts';
import { repositories } from './repositories.ts';
import { rpm } from './rpm.ts';
import { small } from './small.ts';
import { start } from './start.ts';
import type { Workload } from './workload.ts';

/** In the order of the report. */
export const WORKLOADS: readonly Workload[] = [
  small,
  libguestfs,
  chroot,
  cpio,
  oci,
  imageRoot,
  prepare,
  fresh,
  globs,
  rpm,
  repositories,
  plugins,
  boot,
  start,
  big,
  growth,
];
