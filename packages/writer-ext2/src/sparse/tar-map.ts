import { spawn } from 'node:child_process';
import type { DataRanges } from '../plan/data-ranges.ts';

/*
 * Node.js cannot ask the kernel where a file's holes are (lseek with SEEK_DATA), and reading 5 GiB of them takes many
 * seconds. GNU tar can, and every distribution that has packages has it. It says what it found at the start of an
 * archive in its sparse format 1.0, of which only that is read:
 *
 *     pax header block, its records ("22 GNU.sparse.major=1\n" ...), file header block,
 *     then decimal lines: how many ranges, and offset and length of each
 */

const TAR_BLOCK = 512;
/** More of a map than this is not worth it: the file is then read instead. */
const LIMIT = 4 << 20;
const SIZE_FIELD = { start: 124, end: 136 };
const TYPE_FIELD = 156;

const ARGUMENTS = [
  '--create',
  '--sparse',
  // The format whose map stands in front of the data.
  '--format=posix',
  '--sparse-version=1.0',
  // The file is our standard input, so that its name, which need not be UTF-8, is never an argument.
  '--dereference',
  '--file=-',
  '/proc/self/fd/0',
];

/** The data ranges of an open file as `tar` knows them; undefined if there is no tar, or none that knows. */
export async function tarMap(
  fd: number,
  size: number,
  signal: AbortSignal,
): Promise<DataRanges | undefined> {
  const child = spawn('tar', ARGUMENTS, {
    stdio: [fd, 'pipe', 'ignore'],
    env: { ...process.env, LC_ALL: 'C', TAR_OPTIONS: '' },
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  try {
    return await readMap(child.stdout!, size);
  } finally {
    kill();
    await ended;
    signal.removeEventListener('abort', kill);
    signal.throwIfAborted();
  }
}

async function readMap(
  output: AsyncIterable<Buffer>,
  size: number,
): Promise<DataRanges | undefined> {
  let seen: Buffer = Buffer.alloc(0);
  for await (const chunk of output) {
    seen = Buffer.concat([seen, chunk]);
    const map = parseMap(seen, size);
    if (map !== 'incomplete') return map;
    if (seen.length > LIMIT) return undefined;
  }
  return undefined;
}

/**
 * Reads the map from the first bytes of an archive; undefined if there is none in it, or it makes no sense for a file
 * of `size` bytes.
 */
export function parseMap(archive: Buffer, size: number): DataRanges | undefined | 'incomplete' {
  if (archive.length < TAR_BLOCK) return 'incomplete';
  if (archive.toString('latin1', TYPE_FIELD, TYPE_FIELD + 1) !== 'x') return undefined;
  const recordsSize = Number.parseInt(
    archive.toString('latin1', SIZE_FIELD.start, SIZE_FIELD.end),
    8,
  );
  if (!(recordsSize < LIMIT)) return undefined;
  const records = archive.toString('latin1', TAR_BLOCK, TAR_BLOCK + recordsSize);
  const mapAt = TAR_BLOCK * (2 + Math.ceil(recordsSize / TAR_BLOCK));
  if (archive.length <= mapAt) return 'incomplete';
  if (!records.includes('GNU.sparse.major=1\n')) return undefined;
  if (!records.includes(`GNU.sparse.realsize=${size}\n`)) return undefined;
  return parseNumbers(archive.toString('latin1', mapAt), size);
}

function parseNumbers(text: string, size: number): DataRanges | undefined | 'incomplete' {
  const countEnd = text.indexOf('\n');
  if (countEnd < 0) return 'incomplete';
  const count = parseDecimal(text.slice(0, countEnd));
  if (count === undefined || count > LIMIT) return undefined;
  const lines = text.slice(countEnd + 1).split('\n');
  // The last piece is not ended by a newline.
  if (lines.length - 1 < count * 2) return 'incomplete';
  const ranges = new Float64Array(count * 2);
  let end = 0;
  for (let index = 0; index < count * 2; index += 2) {
    const offset = parseDecimal(lines[index]!);
    const length = parseDecimal(lines[index + 1]!);
    if (offset === undefined || length === undefined) return undefined;
    if (offset < end || offset + length > size) return undefined;
    end = offset + length;
    ranges[index] = offset;
    ranges[index + 1] = end;
  }
  return ranges;
}

function parseDecimal(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
