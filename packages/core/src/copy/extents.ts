/**
 * Which bytes of which source go where in a file: flat arrays, one element an extent, sorted by `offset`; what comes from
 * one source follows each other.
 */
export interface Extents {
  readonly count: number;
  /** Bytes from the start of the file that is written. */
  readonly offset: Float64Array;
  /** Bytes, at least 1. */
  readonly length: Float64Array;
  /** Index into the list of sources. */
  readonly source: Uint32Array;
  /** Bytes from the start of the source. (Where a file's content is a part of another file, from the start of that part.) */
  readonly sourceOffset: Float64Array;
}
