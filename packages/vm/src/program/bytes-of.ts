import { closeSync, openSync } from 'node:fs';
import { systemErrorCode, toSystemPath } from '@supermin/core';
import { type Content, contentOffset, readContent, sourceOf } from '@supermin/core/writer';

/** Reads pieces of a file: what its content is, and where in it. Shorter at its end. */
export type ReadAt = (offset: number, length: number) => Buffer;

/**
 * Calls with a reader of a file's bytes.
 *
 * @returns undefined if the file cannot be opened or read
 */
export function withBytesOf<T>(content: Content, use: (read: ReadAt) => T): T | undefined {
  const path = sourceOf(content);
  if (path === undefined) return use(readerOf(content));
  let fd: number;
  try {
    fd = openSync(toSystemPath(path), 'r');
  } catch {
    return undefined;
  }
  try {
    return use(readerOf({ kind: 'descriptor', fd, offset: contentOffset(content) }));
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  } finally {
    closeSync(fd);
  }
}

function readerOf(content: Content): ReadAt {
  return (offset, length) => readContent(content, offset, length);
}
