import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  openSync,
  unlinkSync,
} from 'node:fs';
import { writeAll } from '../copy/write-buffer.ts';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';
import { contentName, readContent } from '../tree/content.ts';
import type { Content } from '../tree/node.ts';

const PIECE = 1 << 20;

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

/**
 * Copies the `size` bytes of a content to a new file, which has the mode of a new file.
 *
 * @throws RangeError if there are fewer; system errors
 */
export function writeToNewFile(content: Content, size: number, to: BytePath): void {
  if (content.kind === 'path') {
    copyToNewFile(content.path, to);
    return;
  }
  const fd = openSync(toSystemPath(to), 'wx');
  try {
    for (let offset = 0; offset < size; ) {
      const piece = readContent(content, offset, Math.min(PIECE, size - offset));
      if (piece.length === 0) throw new RangeError(`${contentName(content)} is too short`);
      writeAll(fd, piece, piece.length, offset);
      offset += piece.length;
    }
  } finally {
    closeSync(fd);
  }
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
