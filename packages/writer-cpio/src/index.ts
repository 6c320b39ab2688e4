export type { Compression } from './compression.ts';
export { type ArchivePlan, type PlannedEntry, planArchive } from './plan/archive-plan.ts';
export { type WriteOptions, writeInitramfs } from './write/write-initramfs.ts';
export { writer } from './writer.ts';
