import type { Compression } from '../format/compression.ts';
import { type NewcHeader, NewcParser } from './parser.ts';

export interface MemoryEntry extends NewcHeader {
  /** A part of the bytes that were handed in. */
  content: Uint8Array;
}

export interface MemoryArchive {
  entries: MemoryEntry[];
  /** A compressed segment after (or in place of) the readable ones. */
  rest?: { offset: number; compression: Compression; bytes: Uint8Array };
}

/**
 * Reads an archive that is in memory.
 *
 * @param archive What to call it in errors: a path.
 * @throws NewcError naming the offset, see {@link NewcParser}
 */
export function readArchive(bytes: Uint8Array, archive = 'cpio archive'): MemoryArchive {
  const parser = new NewcParser(archive);
  const result: MemoryArchive = { entries: [] };
  for (const event of parser.push(bytes)) {
    if (event.kind === 'entry') {
      result.entries.push({ ...event.header, content: bytes.subarray(0, 0) });
    } else if (event.kind === 'rest') {
      const { offset, compression } = event;
      result.rest = { offset, compression, bytes: bytes.subarray(offset) };
      break;
    } else if (event.kind === 'data') {
      // One chunk in: each content comes in one piece.
      result.entries.at(-1)!.content = event.bytes;
    }
  }
  parser.finish();
  return result;
}
