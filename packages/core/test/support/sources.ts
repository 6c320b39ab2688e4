import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomNumbers } from '@supermin/test-support/random';
import type { CopyRequest } from '../../src/copy/copy-job.ts';
import { toSystemPath } from '../../src/path/byte-path.ts';
import type { Content } from '../../src/tree/node.ts';

/** What a writer would throw. */
export const failures = {
  shrank: (path: string, planned: number, found: number) =>
    new Error(`${path}: ${found} of ${planned}`),
  vanished: (path: string) => new Error(`${path}: gone`),
};

/** Stands before the bytes of each source: pieces do not begin where their source does. */
const BEFORE = Buffer.from('before');

export interface Piece {
  content: Content;
  bytes: Buffer;
}

export function randomBytes(length: number, seed: number): Buffer {
  const next = randomNumbers(seed);
  const bytes = Buffer.allocUnsafe(length);
  for (let index = 0; index < length; index++) bytes[index] = next(256);
  return bytes;
}

/** A file of the host, whose name is not UTF-8. */
export function hostPiece(directory: string, name: string, bytes: Buffer): Piece {
  const path = `${join(directory, name)}-\xff`;
  writeFileSync(toSystemPath(path), Buffer.concat([BEFORE, bytes]));
  return { content: { kind: 'path', path }, bytes };
}

export function cut({ content }: Piece, length: number): void {
  if (content.kind === 'path') truncateSync(toSystemPath(content.path), BEFORE.length + length);
}

export function memoryPiece(text: string): Piece {
  const bytes = Buffer.from(text);
  return { content: { kind: 'bytes', bytes: Buffer.concat([BEFORE, bytes]) }, bytes };
}

export function sharedPiece(text: string): Piece {
  const bytes = Buffer.from(text);
  const shared = Buffer.from(new SharedArrayBuffer(BEFORE.length + bytes.length));
  shared.set(Buffer.concat([BEFORE, bytes]));
  return { content: { kind: 'bytes', bytes: shared }, bytes };
}

/** Whole pieces, one behind the other, each from a multiple of `alignment` on; and what is to come of it. */
export function requestOf(
  pieces: readonly Piece[],
  alignment: number,
): { request: CopyRequest; expected: Buffer } {
  const filled = pieces.filter(({ bytes }) => bytes.length > 0);
  const padded = filled.map(({ bytes }) => Math.ceil(bytes.length / alignment) * alignment);
  const offset = padded.map((_, n) => padded.slice(0, n).reduce((sum, length) => sum + length, 0));
  const expected = Buffer.alloc(padded.reduce((sum, length) => sum + length, 0));
  filled.forEach(({ bytes }, n) => {
    bytes.copy(expected, offset[n]);
  });
  const extents = {
    count: filled.length,
    offset: Float64Array.from(offset),
    length: Float64Array.from(filled.map(({ bytes }) => bytes.length)),
    source: Uint32Array.from(filled.keys()),
    sourceOffset: new Float64Array(filled.length).fill(BEFORE.length),
  };
  return {
    request: { extents, sources: filled.map(({ content }) => content), alignment },
    expected,
  };
}
