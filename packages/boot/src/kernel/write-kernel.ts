import { createWriteStream, symlinkSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import {
  attempt,
  type BytePath,
  type CallContext,
  systemErrorCode,
  toSystemPath,
  type WriterContext,
} from '@supermin/core';
import { type Content, streamContent, writeToNewFile } from '@supermin/core/writer';
import { kernelDamaged } from '../errors/kernel.ts';
import { readHead } from './inspect-image.ts';
import type { Kernel } from './kernel.ts';
import { isPackedRiscvImage } from './riscv-image.ts';

/**
 * Writes `file`, which must not exist: a link to the kernel (absolute), or with `copy` a copy with a fresh mtime; also a copy
 * of a kernel that is a part of a file.
 * A gzipped RISC-V kernel is unpacked in either case.
 *
 * @param context `reserve` is told how much is written
 * @throws SuperminError `KERNEL_DAMAGED`; what `reserve` throws
 */
export async function writeKernel(
  kernel: Kernel,
  file: BytePath,
  options: { copy: boolean },
  { host, signal, reserve }: CallContext & Pick<WriterContext, 'reserve'>,
): Promise<void> {
  const source = host.open(kernel.path);
  const size = host.stat(kernel.path)?.size ?? 0;
  if (isPacked(source)) {
    await unpack(streamContent(source, size), kernel.path, file, signal);
  } else if (options.copy || source.kind !== 'path') {
    reserve?.(size);
    writeToNewFile(source, size, file);
  } else {
    symlinkSync(toSystemPath(source.path), toSystemPath(file));
  }
}

/** A kernel that may not be read can only be linked to. */
function isPacked(source: Content): boolean {
  return attempt(() => isPackedRiscvImage(readHead(source)), 'EACCES') ?? false;
}

async function unpack(
  source: Readable,
  name: BytePath,
  file: BytePath,
  signal: AbortSignal,
): Promise<void> {
  try {
    await pipeline(source, createGunzip(), createWriteStream(toSystemPath(file), { flags: 'wx' }), {
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    // zlib's errors: Z_DATA_ERROR, Z_BUF_ERROR.
    if (systemErrorCode(error)?.startsWith('Z_')) throw kernelDamaged(name, error);
    throw error;
  }
}
