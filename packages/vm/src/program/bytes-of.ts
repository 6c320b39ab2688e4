import { closeSync, openSync, readSync } from 'node:fs';
import { type Host, systemErrorCode, toSystemPath } from '@supermin/core';

type Content = ReturnType<Host['open']>;

/** Reads pieces of a file: what its content is, and where in it. Shorter at its end. */
export type ReadAt = (offset: number, length: number) => Buffer;

/**
 * Calls with a reader of a file's bytes.
 *
 * @returns undefined if the file cannot be opened or read
 */
export function withBytesOf<T>(content: Content, use: (read: ReadAt) => T): T | undefined {
  if (content.kind === 'bytes') {
    return use((offset, length) => Buffer.from(content.bytes.subarray(offset, offset + length)));
  }
  if (content.kind === 'descriptor') return use(readerOf(content.fd, content.offset));
  let fd: number;
  try {
    fd = openSync(toSystemPath(content.path), 'r');
  } catch {
    return undefined;
  }
  try {
    return use(readerOf(fd, content.kind === 'part' ? content.offset : 0));
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  } finally {
    closeSync(fd);
  }
}

function readerOf(fd: number, base: number): ReadAt {
  return (offset, length) => {
    const bytes = Buffer.alloc(length);
    let got = 0;
    while (got < length) {
      const count = readSync(fd, bytes, got, length - got, base + offset + got);
      if (count === 0) break;
      got += count;
    }
    return bytes.subarray(0, got);
  };
}
