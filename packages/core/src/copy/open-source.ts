import { openSync, readSync } from 'node:fs';
import { systemErrorCode } from '../errors/supermin-error.ts';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';
import { contentOffset } from '../tree/content.ts';
import type { Content } from '../tree/node.ts';
import type { SourceFailures } from './source-failures.ts';
import { SOURCE_FLAGS } from './source-flags.ts';

/**
 * Opens a file that is to be copied; undefined if this user may not read it.
 *
 * @throws `failures.vanished` if it is gone; system errors
 */
export function openSource(path: BytePath, failures: SourceFailures): number | undefined {
  try {
    return openSync(toSystemPath(path), SOURCE_FLAGS);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EACCES' || code === 'EPERM') return undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw failures.vanished(path, error);
    throw error;
  }
}

/** Where the bytes go. */
export interface Piece {
  target: Buffer;
  at: number;
  length: number;
  /** Where they begin in the content. */
  offset: number;
}

/** Reads a piece of the content as far as there is one; returns how many bytes. @param fd of its file, if it has one */
export function readPiece(content: Content, fd: number, piece: Piece): number {
  const { target, at, length, offset } = piece;
  if (content.kind === 'bytes') {
    const bytes = content.bytes.subarray(offset, offset + length);
    target.set(bytes, at);
    return bytes.length;
  }
  const base = contentOffset(content) + offset;
  let done = 0;
  while (done < length) {
    const count = readSync(fd, target, at + done, length - done, base + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
