import { closeSync, fstatSync, openSync, statfsSync, unlinkSync } from 'node:fs';
import {
  type BytePath,
  describeFailure,
  isSuperminError,
  parentPath,
  type Shortage,
  systemErrorCode,
  toSystemPath,
} from '@supermin/core';
import type { Compression } from '../compression.ts';
import { cannotWrite } from '../errors.ts';
import type { ArchivePlan } from '../plan/archive-plan.ts';
import { CompressedOutput } from './compressed-output.ts';
import { startCompressor } from './compressor.ts';
import { writeArchive } from './write-archive.ts';
import { type PlainOptions, writePlain } from './write-plain.ts';

export interface WriteOptions extends PlainOptions {
  compression: Compression;
}

/**
 * Writes the archive into the new file `path`; not synced. When it throws, the file is gone.
 *
 * @returns files that this user may not read, which are left out
 * @throws SuperminError `NO_SPACE`, `CPIO_SOURCE_CHANGED`, `CPIO_COMPRESS`, `PROGRAM_MISSING`
 */
export async function writeInitramfs(
  plan: ArchivePlan,
  path: BytePath,
  options: WriteOptions,
): Promise<BytePath[]> {
  const { compression, signal } = options;
  signal.throwIfAborted();
  const fd = openSync(toSystemPath(path), 'wx');
  try {
    return compression === 'none'
      ? await writePlain(plan, fd, options)
      : await writeCompressed(plan, fd, compression, options);
  } catch (error) {
    // What the file has taken is free again once it is closed.
    const { blocks } = fstatSync(fd);
    unlinkSync(toSystemPath(path));
    signal.throwIfAborted();
    throw described(error, path, {
      need: plan.length,
      have: freeBytes(path) + blocks * 512,
      unit: 'bytes',
      atMost: compression !== 'none',
    });
  } finally {
    closeSync(fd);
  }
}

async function writeCompressed(
  plan: ArchivePlan,
  fd: number,
  compression: Exclude<Compression, 'none'>,
  options: Pick<WriteOptions, 'signal' | 'report'>,
): Promise<BytePath[]> {
  const output = new CompressedOutput(fd, startCompressor(compression));
  const stop = () => void output.stop();
  options.signal.addEventListener('abort', stop);
  try {
    return await writeArchive(plan, output, options);
  } catch (error) {
    await output.stop();
    throw error;
  } finally {
    options.signal.removeEventListener('abort', stop);
  }
}

function freeBytes(path: BytePath): number {
  const { bavail, bsize } = statfsSync(toSystemPath(parentPath(path)));
  return bavail * bsize;
}

function described(error: unknown, path: BytePath, shortage: Shortage): unknown {
  const found = describeFailure(error, path, shortage);
  return isSuperminError(found) || systemErrorCode(found) === undefined
    ? found
    : cannotWrite(path, found);
}
