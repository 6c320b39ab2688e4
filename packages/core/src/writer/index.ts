/**
 * What writers need: the tree of the full appliance and its nodes, new files in an output, many files copied into one, and
 * work that two threads share.
 *
 * @module
 */

export { type CompressionMethod, compressed } from '../archive/compressed.ts';
export { encodeHeader, endOfArchive } from '../archive/tar/encode-header.ts';
export { type TarStreamOptions, tarStream } from '../archive/tar-stream.ts';
export { hostStateOf, stateOf } from '../cache/file-state.ts';
export {
  allDone,
  type Batches,
  isDone,
  newBatches,
  setDone,
  takeBatches,
} from '../copy/batches.ts';
export { type CopyOptions, copyExtents } from '../copy/copy-extents.ts';
export {
  type CopyJob,
  type CopyPart,
  type CopyRequest,
  copyPart,
  type SharedPart,
  type SharedSource,
} from '../copy/copy-job.ts';
export { type CopyThread, startCopyThread } from '../copy/copy-thread.ts';
export type { Extents } from '../copy/extents.ts';
export { HelperThread } from '../copy/helper-thread.ts';
export { openSource, type Piece, readPiece } from '../copy/open-source.ts';
export { isPlainFile } from '../copy/plain-file.ts';
export { serveJobs } from '../copy/serve-jobs.ts';
export { type SourceFailures, sourceFailures } from '../copy/source-failures.ts';
export { SOURCE_FLAGS } from '../copy/source-flags.ts';
export { SourceReader } from '../copy/source-reader.ts';
export { isReadInPieces, SourceStamps, sourceChanged, stampOf } from '../copy/source-stamps.ts';
export { WRITE_BUFFER_SIZE, WriteBuffer, writeAll } from '../copy/write-buffer.ts';
export { isFull, naming, type Shortage } from '../errors/write-failure.ts';
export { timed } from '../events/event.ts';
export { watchedPaths } from '../host/place.ts';
export { copyToNewFile, newFileMode, writeToNewFile } from '../output/new-file.ts';
export { optionChoice } from '../plugin/option-choice.ts';
export { refuseUnknownOptions } from '../plugin/option-names.ts';
export { type CopySparseOptions, copySparse } from '../process/copy-sparse.ts';
export { HostReader } from '../resolve/host-reader.ts';
export {
  contentName,
  contentOffset,
  readContent,
  sourceOf,
  streamContent,
} from '../tree/content.ts';
export { FileTree, type MakeParent } from '../tree/file-tree.ts';
export { isProgram } from '../tree/is-program.ts';
export type * from '../tree/node.ts';
export type { TreeEntry } from '../tree/walk-directory.ts';
