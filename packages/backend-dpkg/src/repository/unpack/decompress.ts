import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { type BytePath, toSystemPath } from '@supermin/core';
import { pipeProgram } from '@supermin/core/backend';
import type { ArMember } from './ar.ts';

/** Programs that unpack what zlib does not, by the ending of a member's name. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  xz: ['xz', '-dc'],
  zst: ['zstd', '-dc'],
  bz2: ['bzip2', '-dc'],
  lzma: ['xz', '--format=lzma', '-dc'],
};

const CHUNK = 1 << 18;

/**
 * A member of a .deb, unpacked by what the ending of its name says.
 *
 * @returns undefined for an ending that is not known
 */
export function decompressed(
  path: BytePath,
  { name, offset, size }: ArMember,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> | undefined {
  const ending = /^[a-z]+\.tar(?:\.([a-z0-9]+))?$/.exec(name);
  if (ending === null) return undefined;
  if (size === 0) return nothing();
  const range = { start: offset, end: offset + size - 1, highWaterMark: CHUNK };
  const source = createReadStream(toSystemPath(path), range);
  if (ending[1] === undefined) return source;
  if (ending[1] === 'gz') {
    const unpacked = createGunzip({ chunkSize: CHUNK });
    source.on('error', (error) => unpacked.destroy(error));
    return source.pipe(unpacked);
  }
  const [program, ...args] = PROGRAMS[ending[1]!] ?? [];
  return program === undefined ? undefined : pipeProgram(program, args, { input: source, signal });
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
