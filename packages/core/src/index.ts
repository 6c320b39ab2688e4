export {
  type ErrorDetails,
  isSuperminError,
  SuperminError,
  systemErrorCode,
} from './errors/supermin-error.ts';
export { type Report, type SuperminEvent, timed } from './events/event.ts';
export { Pacer } from './events/pacer.ts';
export type { FileStatus, FileType, Host, RunOptions, RunResult } from './host/host.ts';
export { fileStatus, localHost } from './host/local-host.ts';
export {
  type BytePath,
  baseName,
  compareBytes,
  displayPath,
  fromUnicode,
  joinPath,
  parentPath,
  toSystemPath,
} from './path/byte-path.ts';
export * from './plugin/contract.ts';
export { exitStatus, runProgram } from './process/run.ts';
export { FileTree, type MakeParent, type TreeEntry } from './tree/file-tree.ts';
export type * from './tree/node.ts';
