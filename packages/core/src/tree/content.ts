import { closeSync, createReadStream, openSync, type ReadStream, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';
import type { Content } from './node.ts';

/** The file of this machine that the bytes come from, if it is known by a path. */
export function sourceOf(content: Content): BytePath | undefined {
  return content.kind === 'path' || content.kind === 'part' ? content.path : undefined;
}

/** For messages. */
export function contentName(content: Content): BytePath {
  return sourceOf(content) ?? 'a file of a base archive';
}

/** Where the content begins in its file, in bytes. */
export function contentOffset(content: Content): number {
  return content.kind === 'part' || content.kind === 'descriptor' ? content.offset : 0;
}

/**
 * Reads a piece of a content: fewer bytes than asked for at the end of the file. Of a `part` or `descriptor` the caller knows the
 * end.
 *
 * @throws the system's error
 */
export function readContent(content: Content, offset: number, length: number): Buffer {
  if (content.kind === 'bytes') return Buffer.from(content.bytes.subarray(offset, offset + length));
  const source = sourceOf(content);
  const fd = content.kind === 'descriptor' ? content.fd : openSync(toSystemPath(source!), 'r');
  try {
    const buffer = Buffer.alloc(length);
    const start = contentOffset(content) + offset;
    let done = 0;
    for (let count = -1; count !== 0 && done < length; done += count) {
      count = readSync(fd, buffer, done, length - done, start + done);
    }
    return buffer.subarray(0, done);
  } finally {
    if (content.kind !== 'descriptor') closeSync(fd);
  }
}

/** A stream of a content of `size` bytes; it ends early where the file does. */
export function streamContent(content: Content, size: number): Readable | ReadStream {
  if (size === 0) return Readable.from([]);
  if (content.kind === 'bytes') return Readable.from([content.bytes.subarray(0, size)]);
  const start = contentOffset(content);
  const range = { start, end: start + size - 1 };
  return content.kind === 'descriptor'
    ? createReadStream('', { ...range, fd: content.fd, autoClose: false })
    : createReadStream(toSystemPath(content.path), range);
}
