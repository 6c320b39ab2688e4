import { closeSync, fstatSync, openSync, statfsSync, unlinkSync } from 'node:fs';
import {
  type BytePath,
  describeFailure,
  isSuperminError,
  parentPath,
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
    const { blocks } = fstatSync(fd);
    unlinkSync(toSystemPath(path));
    signal.throwIfAborted();
    throw described(error, plan, path, compression, blocks * 512);
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

/** @param written bytes of the file that stay allocated until it is closed */
function described(
  error: unknown,
  plan: ArchivePlan,
  path: BytePath,
  compression: Compression,
  written: number,
): unknown {
  const { bavail, bsize } = statfsSync(toSystemPath(parentPath(path)));
  const found = describeFailure(error, path, {
    ...{ need: plan.length, have: bavail * bsize + written, unit: 'bytes' },
    atMost: compression !== 'none',
  });
  return isSuperminError(found) || systemErrorCode(found) === undefined
    ? found
    : cannotWrite(path, found);
}
