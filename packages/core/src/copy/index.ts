// For writers: many files into one, and work that two threads share. An entry of its own (`@supermin/core/copy`), so that
// commands that write nothing do not load it.

export { allDone, type Batches, isDone, newBatches, setDone, takeBatches } from './batches.ts';
export { type CopyOptions, copyExtents } from './copy-extents.ts';
export {
  type CopyJob,
  type CopyPart,
  type CopyRequest,
  copyPart,
  type SharedPart,
  type SharedSource,
} from './copy-job.ts';
export { type CopyThread, startCopyThread } from './copy-thread.ts';
export type { Extents } from './extents.ts';
export { HelperThread } from './helper-thread.ts';
export { isPlainFile } from './plain-file.ts';
export { serveJobs } from './serve-jobs.ts';
export { SLAB_SIZE, Slab, writeAll } from './slab.ts';
export { SOURCE_FLAGS } from './source-flags.ts';
export { type SourceFailures, SourceReader } from './source-reader.ts';
export { isReadInPieces, SourceStamps, sourceChanged, stampOf } from './source-stamps.ts';
