import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  openSync,
  unlinkSync,
} from 'node:fs';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';

/**
 * The mode of a new file at `path`, where there is none: 0666 less the umask, or what an access control list of the directory
 * says. Asking a process for its umask means changing it for a moment, for all of its threads.
 */
export function newFileMode(path: BytePath): number {
  const mode = makeEmpty(path);
  unlinkSync(toSystemPath(path));
  return mode;
}

/** Copies a file to a new one, which has the mode of a new file: copyFile() of Node.js hands on the mode of the source. */
export function copyToNewFile(from: BytePath, to: BytePath): void {
  const mode = makeEmpty(to);
  copyFileSync(toSystemPath(from), toSystemPath(to), constants.COPYFILE_FICLONE);
  chmodSync(toSystemPath(to), mode);
}

/** @returns its mode */
function makeEmpty(path: BytePath): number {
  const fd = openSync(toSystemPath(path), 'wx');
  try {
    return fstatSync(fd).mode & 0o777;
  } finally {
    closeSync(fd);
  }
}
