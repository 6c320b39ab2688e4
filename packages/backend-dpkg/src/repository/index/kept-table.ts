import { readFileSync, writeFileSync } from 'node:fs';
import { type BytePath, cacheName, FileCache, toSystemPath } from '@supermin/core';
import { PackageTable, type TableParts } from './package-table.ts';

/** To be raised when a table is made, or kept, in another way. */
const LAYOUT = 1;

const KIND = 'dpkg-packages';

/** Numbers in a file begin at multiples of this many bytes. */
const ALIGNMENT = 8;

/** In the order in which they lie in the file. */
const ARRAYS = [
  ...['starts', 'sources', 'nameStarts', 'nameSlots'],
  ...['real', 'realStarts', 'providers', 'providerStarts'],
] as const;
const TEXTS = ['text', 'nameText'] as const;

/**
 * A table that follows from indexes with these digests, from the user's cache or made and kept there. To read it again takes a
 * twentieth of the time that making it takes.
 *
 * @param facts digests of the indexes, in order, and the architecture
 */
export async function keptTable(
  cache: BytePath,
  facts: readonly string[],
  make: () => Promise<TableParts>,
): Promise<PackageTable> {
  let made: TableParts | undefined;
  const file = await new FileCache(cache, KIND).get(
    `${cacheName([LAYOUT, ...facts])}.table`,
    async (temporary) => {
      made = await make();
      writeFileSync(toSystemPath(temporary), encode(made));
      return true;
    },
  );
  return new PackageTable(made ?? decode(readFileSync(toSystemPath(file!))));
}

function encode(parts: TableParts): Buffer {
  const pieces = [...ARRAYS, ...TEXTS].map((name) => bytesOf(parts[name as keyof TableParts]));
  const header = new Float64Array(pieces.map((piece) => piece.length));
  return Buffer.concat([
    Buffer.from(header.buffer),
    ...pieces.flatMap((piece) => [piece, pad(piece)]),
  ]);
}

function decode(file: Buffer): TableParts {
  // Typed arrays want to begin at multiples of their elements' size in memory.
  const memory = new Uint8Array(file).buffer;
  const names = [...ARRAYS, ...TEXTS];
  const header = new Float64Array(memory, 0, names.length);
  const parts: Record<string, Uint32Array | Buffer> = {};
  let offset = header.byteLength;
  for (const [at, name] of names.entries()) {
    const length = header[at]!;
    parts[name] = (TEXTS as readonly string[]).includes(name)
      ? Buffer.from(memory, offset, length)
      : new Uint32Array(memory, offset, length / 4);
    offset += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
  }
  return parts as unknown as TableParts;
}

function bytesOf(part: Uint32Array | Buffer): Buffer {
  return Buffer.from(part.buffer, part.byteOffset, part.byteLength);
}

function pad({ length }: Buffer): Buffer {
  return Buffer.alloc(Math.ceil(length / ALIGNMENT) * ALIGNMENT - length);
}
