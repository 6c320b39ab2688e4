import { closeSync, fchmodSync, fstatSync, openSync, statfsSync, unlinkSync } from 'node:fs';
import {
  type BytePath,
  isSuperminError,
  parentPath,
  type Report,
  systemErrorCode,
  toSystemPath,
} from '@supermin/core';
import type { Compression } from '../compression.ts';
import { cannotWrite, noSpace } from '../errors.ts';
import type { ArchivePlan } from '../plan/archive-plan.ts';
import { startCompressor } from './compressor.ts';
import { CompressedOutput, PlainOutput } from './output.ts';
import { writeArchive } from './write-archive.ts';

export interface WriteOptions {
  compression: Compression;
  signal: AbortSignal;
  /** Gets `progress` in bytes of file data. */
  report: Report;
}

/** QEMU may run as another user. */
const MODE = 0o644;

/**
 * Writes the archive into the new file `path`, mode 0644; not synced. When it throws, the file is gone.
 *
 * @returns files that this user may not read, which are left out
 * @throws SuperminError `CPIO_NO_SPACE`, `CPIO_SOURCE_CHANGED`, `CPIO_COMPRESS`, `PROGRAM_MISSING`
 */
export async function writeInitramfs(
  plan: ArchivePlan,
  path: BytePath,
  { compression, signal, report }: WriteOptions,
): Promise<BytePath[]> {
  signal.throwIfAborted();
  const fd = openSync(toSystemPath(path), 'wx', MODE);
  const output =
    compression === 'none'
      ? new PlainOutput(fd)
      : new CompressedOutput(fd, startCompressor(compression));
  const stop = () => void output.stop();
  signal.addEventListener('abort', stop);
  try {
    // The umask has no say.
    fchmodSync(fd, MODE);
    return await writeArchive(plan, output, { signal, report });
  } catch (error) {
    await output.stop();
    const { blocks } = fstatSync(fd);
    unlinkSync(toSystemPath(path));
    signal.throwIfAborted();
    throw described(error, plan, path, compression, blocks * 512);
  } finally {
    signal.removeEventListener('abort', stop);
    closeSync(fd);
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
  const code = systemErrorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const { bavail, bsize } = statfsSync(toSystemPath(parentPath(path)));
    return noSpace(path, plan.length, compression !== 'none', bavail * bsize + written, error);
  }
  return code === undefined || isSuperminError(error) ? error : cannotWrite(path, error);
}
