import { createReadStream } from 'node:fs';
import { gunzip } from '../archive/gzip.ts';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';
import { pipeProgram } from '../process/pipe.ts';
import { ownEntry } from '../text/own-entry.ts';

/** Programs that unpack what zlib does not, by the usual ending of a file's name. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  xz: ['xz', '-dc'],
  zst: ['zstd', '-dc'],
  bz2: ['bzip2', '-dc'],
  lzma: ['xz', '--format=lzma', '-dc'],
};

const CHUNK = 1 << 18;

/** A part of a file, by bytes. */
export interface FilePart {
  offset: number;
  size: number;
}

/**
 * A part of a file, unpacked.
 *
 * @param ending tells how it is packed: `gz`, `xz`, `zst`, `bz2`, `lzma`; '' for not at all
 * @returns undefined for an ending that is not known
 */
export function unpackPart(
  path: BytePath,
  { offset, size }: FilePart,
  ending: string,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> | undefined {
  if (size === 0) return nothing();
  const range = { start: offset, end: offset + size - 1, highWaterMark: CHUNK };
  const open = () => createReadStream(toSystemPath(path), range);
  if (ending === '') return open();
  if (ending === 'gz') return gunzip(open());
  const [program, ...args] = ownEntry(PROGRAMS, ending) ?? [];
  return program === undefined ? undefined : pipeProgram(program, args, { input: open(), signal });
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
