import type { Batches } from '@supermin/core/writer';

/** What `node:fs` takes: bytes only where the path is not UTF-8. */
export type SystemPath = string | Uint8Array;

/**
 * Files, then symbolic links, to be made with all their attributes, in batches: flat arrays, one element an entry. Plain
 * data and shared memory: what a thread can be handed.
 */
export interface MakeJob {
  /** Where a file's bytes are; where a link leads. */
  sources: readonly SystemPath[];
  /** New, whole paths. */
  targets: readonly SystemPath[];
  /** Index of the first link. */
  firstLink: number;
  /** Of a file, in bytes: what is more is not copied. */
  size: Float64Array;
  mode: Uint16Array;
  /** {@link KEPT}: it has the right one, as it was made. */
  uid: Uint32Array;
  gid: Uint32Array;
  /** Seconds since the epoch. */
  mtime: Float64Array;
  /** By batch: its first entry; one more at the end. */
  firstEntry: Uint32Array;
  batches: Batches;
}

/** No owner at all. */
export const KEPT = 2 ** 32 - 1;
