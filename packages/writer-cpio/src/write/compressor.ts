import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import * as zlib from 'node:zlib';
import type { WriterContext } from '@supermin/core';
import { exitStatus, gzipped } from '@supermin/core/writer';
import type { Compression } from '../compression.ts';
import { compressorFailed } from '../errors.ts';

/** Bytes in, fewer bytes out. */
export interface Compressor {
  input: Writable;
  output: Readable;
  /** When it has ended by itself. @throws SuperminError `CPIO_COMPRESS`, `PROGRAM_MISSING` */
  ended: Promise<void>;
  /** Ends it at once. */
  stop(): void;
}

type Packed = Exclude<Compression, 'none'>;

/** The fastest level: the next ones take half as long again for some percent. */
const GZIP_LEVEL = 1;
const ZSTD_LEVEL = 3;

const GZIP = { level: GZIP_LEVEL, chunkSize: 1 << 18 };

/** Programs for what Node.js does not have. The number of threads is fixed because the result depends on it. */
const PROGRAMS: Readonly<Record<'zstd' | 'xz', readonly string[]>> = {
  zstd: ['-q', '-c', `-${ZSTD_LEVEL}`, '-T2'],
  // The kernel's unpacker knows no other checksum.
  xz: ['-q', '-z', '-c', '-3', '--check=crc32', '--threads=2'],
};

/** Settings of users that would change the result. */
const NOT_INHERITED = ['XZ_OPT', 'XZ_DEFAULTS', 'ZSTD_CLEVEL', 'ZSTD_NBTHREADS'];

/** Of what a failing program says. */
const COMPLAINT_LIMIT = 2000;

/** The bytes as they are, or compressed. @throws SuperminError `PROGRAM_MISSING`, `PROGRAM_FAILED`; what `chunks` throws */
export function compressed(
  chunks: AsyncIterable<Uint8Array>,
  compression: Compression,
  { host, signal }: Pick<WriterContext, 'host' | 'signal'>,
): AsyncIterable<Uint8Array> {
  if (compression === 'none') return chunks;
  if (compression === 'gzip') return gzipped(chunks, GZIP_LEVEL);
  const environment = Object.fromEntries(NOT_INHERITED.map((name) => [name, undefined]));
  return host.pipe(compression, PROGRAMS[compression], { input: chunks, environment, signal });
}

export function startCompressor(compression: Packed): Compressor {
  if (compression === 'gzip') {
    return inProcess(zlib.createGzip(GZIP));
  }
  return program(compression);
}

function inProcess(stream: zlib.Gzip): Compressor {
  return {
    input: stream,
    output: stream,
    ended: Promise.resolve(),
    stop: () => stream.destroy(),
  };
}

function program(name: 'zstd' | 'xz'): Compressor {
  const env: NodeJS.ProcessEnv = { ...process.env, LANG: 'C', LC_ALL: 'C' };
  for (const variable of NOT_INHERITED) delete env[variable];
  const child = spawn(name, PROGRAMS[name], { stdio: ['pipe', 'pipe', 'pipe'], env });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < COMPLAINT_LIMIT) said += chunk.toString('latin1');
  });
  const ended = exitStatus(child, name).then((status) => {
    if (status !== 0) throw compressorFailed(name, status, said.trim());
  });
  return {
    input: child.stdin,
    output: child.stdout,
    ended,
    stop: () => child.kill('SIGKILL'),
  };
}
