import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type BytePath, FileCache, type Report, runProgram, toSystemPath } from '@supermin/core';
import type { Architecture } from '../guest/architecture.ts';
import { type PackedKernel, packedKernel } from './packed-image.ts';
import { hasPvhEntry } from './pvh-entry.ts';

/** No kernel is larger, unpacked. */
const LARGEST = 512 * 2 ** 20;

export interface UnpackOptions {
  /** The guest's. */
  architecture: Architecture;
  /** The user's cache directory; without one, kernels stay packed. */
  cacheDirectory: BytePath | undefined;
  signal: AbortSignal;
  report: Report;
}

/**
 * The kernel unpacked, so that the guest need not do it: an x86_64 guest spends a sixth of its boot on that under
 * emulation. Kept in the user's cache, one file for each kernel image:
 *
 *     CACHE/kernels/<time>-<size>-<device>-<inode>.elf.<seal>
 *
 * QEMU enters it by PVH. Where the image, its packing or the cache does not allow it, nothing is lost: the packed
 * kernel boots as ever.
 *
 * @returns undefined if the kernel has to stay as it is
 */
export async function unpackedKernel(
  kernel: BytePath,
  { architecture, cacheDirectory, signal, report }: UnpackOptions,
): Promise<BytePath | undefined> {
  if (architecture !== 'x86_64' || cacheDirectory === undefined) return undefined;
  try {
    const cache = new FileCache(cacheDirectory, 'kernels');
    return await cache.getLarge(fileName(kernel), { signal, report }, async (file, take) => {
      const packed = packedKernel(readFileSync(toSystemPath(kernel)));
      if (packed === undefined || packed.size > LARGEST) return false;
      take(packed.size);
      const elf = await unpack(packed, signal);
      if (elf === undefined || !hasPvhEntry(elf)) return false;
      writeFileSync(toSystemPath(file), elf);
      return true;
    });
  } catch (error) {
    signal.throwIfAborted();
    const text = `the kernel stays packed: ${(error as Error).message}`;
    report({ kind: 'message', level: 2, text });
    return undefined;
  }
}

/** A kernel package that is upgraded makes a new file, and so another name. */
function fileName(kernel: BytePath): string {
  const { mtimeMs, size, dev, ino } = statSync(toSystemPath(kernel));
  return `${mtimeMs}-${size}-${dev}-${ino}.elf`;
}

async function unpack(packed: PackedKernel, signal: AbortSignal): Promise<Buffer | undefined> {
  const elf = packed.packing === 'gzip' ? gunzip(packed) : await unpackBy(packed, signal);
  return elf?.length === packed.size ? elf : undefined;
}

function gunzip({ bytes, size }: PackedKernel): Buffer {
  return gunzipSync(bytes, { maxOutputLength: size });
}

async function unpackBy(
  { packing, bytes, size }: PackedKernel,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  // One byte more than it should be, so that too much is too much.
  const options = { input: bytes, limit: size + 1, signal };
  const { status, stdout } = await runProgram(packing, ['-dc'], options);
  return status === 0 ? stdout : undefined;
}
