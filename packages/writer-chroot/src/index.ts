export type { LinkMode } from './link-mode.ts';
export { type ChrootPlan, type Placed, planChroot } from './plan/chroot-plan.ts';
export type { Identity } from './plan/identity.ts';
export { type WriteOptions, writeChroot } from './write/write-chroot.ts';
export { writer } from './writer.ts';
