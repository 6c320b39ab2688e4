import { readFileSync, writeFileSync } from 'node:fs';
import { cacheName, FileCache } from '../../cache/file-cache.ts';
import { type BytePath, toSystemPath } from '../../path/byte-path.ts';

/** Numbers in a file begin at multiples of this many bytes. */
const ALIGNMENT = 8;

/** The names of the parts, in the order in which they lie in the file. */
export interface KeptShape<Parts> {
  /** Directory in the user's cache. */
  kind: string;
  /** To be raised when a table is made, or kept, in another way. */
  layout: number;
  arrays: readonly (keyof Parts & string)[];
  texts: readonly (keyof Parts & string)[];
}

/**
 * Arrays that follow from indexes with these digests, from the user's cache or made and kept there. To read them again takes a
 * twentieth of the time that making them takes.
 *
 * @param facts digests of the indexes, in order, and whatever else they follow from
 */
export async function keptArrays<Parts extends { [name in keyof Parts]: Uint32Array | Buffer }>(
  cache: BytePath,
  facts: readonly string[],
  shape: KeptShape<Parts>,
  make: () => Promise<Parts>,
): Promise<Parts> {
  let made: Parts | undefined;
  const file = await new FileCache(cache, shape.kind).get(
    `${cacheName([shape.layout, ...facts])}.table`,
    async (temporary) => {
      made = await make();
      writeFileSync(toSystemPath(temporary), encode(made, shape));
      return true;
    },
  );
  return made ?? decode(readFileSync(toSystemPath(file!)), shape);
}

function encode<Parts extends { [name in keyof Parts]: Uint32Array | Buffer }>(
  parts: Parts,
  { arrays, texts }: KeptShape<Parts>,
): Buffer {
  const pieces = [...arrays, ...texts].map((name) => bytesOf(parts[name]));
  const header = new Float64Array(pieces.map((piece) => piece.length));
  return Buffer.concat([
    Buffer.from(header.buffer),
    ...pieces.flatMap((piece) => [piece, pad(piece)]),
  ]);
}

function decode<Parts>(file: Buffer, { arrays, texts }: KeptShape<Parts>): Parts {
  // Typed arrays want to begin at multiples of their elements' size in memory: mostly the file does already.
  const { buffer, byteOffset } = file.byteOffset % ALIGNMENT === 0 ? file : Uint8Array.from(file);
  const names = [...arrays, ...texts];
  const header = new Float64Array(buffer, byteOffset, names.length);
  const parts: Record<string, Uint32Array | Buffer> = {};
  let offset = byteOffset + header.byteLength;
  for (const [at, name] of names.entries()) {
    const length = header[at]!;
    parts[name] = texts.includes(name)
      ? Buffer.from(buffer, offset, length)
      : new Uint32Array(buffer, offset, length / 4);
    offset += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
  }
  return parts as Parts;
}

function bytesOf(part: Uint32Array | Buffer): Buffer {
  return Buffer.from(part.buffer, part.byteOffset, part.byteLength);
}

function pad({ length }: Buffer): Buffer {
  return Buffer.alloc(Math.ceil(length / ALIGNMENT) * ALIGNMENT - length);
}
