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
import { writeAll } from '@supermin/core/writer';
import type { Compression } from '../compression.ts';
import { cannotWrite } from '../errors.ts';
import type { ArchivePlan } from '../plan/archive-plan.ts';
import { archiveChunks, type WorkContext } from './write-archive.ts';
import { type PlainOptions, writePlain } from './write-plain.ts';

export interface WriteOptions extends PlainOptions, WorkContext {
  compression: Compression;
}

/**
 * Writes the archive into the new file `path`; not synced. When it throws, the file is gone.
 *
 * @returns files that this user may not read, which are left out
 * @throws SuperminError `NO_SPACE`, `CPIO_SOURCE_CHANGED`, `PROGRAM_MISSING`, `PROGRAM_FAILED`
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
      : await writeCompressed(plan, fd, options);
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
  { compression, ...context }: WriteOptions,
): Promise<BytePath[]> {
  let unreadable: BytePath[] = [];
  const chunks = (async function* () {
    unreadable = yield* archiveChunks(plan, compression, context);
  })();
  let length = 0;
  for await (const chunk of chunks) {
    writeAll(fd, chunk, chunk.length, length);
    length += chunk.length;
  }
  return unreadable;
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
