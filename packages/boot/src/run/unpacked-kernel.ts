import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  type BytePath,
  joinPath,
  ownerTag,
  type Report,
  runProgram,
  toSystemPath,
} from '@supermin/core';
import { type PackedKernel, packedKernel } from '../kernel/packed-image.ts';
import { hasPvhEntry } from '../kernel/pvh-entry.ts';
import type { Machine } from '../qemu/machine.ts';

/** One that was not used for so many seconds is removed. */
const KEPT = 30 * 24 * 3600;

/** No kernel is larger, unpacked. */
const LARGEST = 512 * 2 ** 20;

export interface UnpackOptions {
  machine: Machine;
  /** The user's cache directory; without one, kernels stay packed. */
  cacheDirectory: BytePath | undefined;
  signal: AbortSignal;
  report: Report;
}

/**
 * The kernel unpacked, so that the guest need not do it: an x86_64 guest spends a sixth of its boot on that under
 * emulation. Kept in the user's cache, one file for each kernel image:
 *
 *     CACHE/kernels/<time>-<size>-<inode>.elf
 *
 * QEMU enters it by PVH. Where the image, its packing or the cache does not allow it, nothing is lost: the packed
 * kernel boots as ever.
 *
 * @returns undefined if the kernel has to stay as it is
 */
export async function unpackedKernel(
  kernel: BytePath,
  { machine, cacheDirectory, signal, report }: UnpackOptions,
): Promise<BytePath | undefined> {
  if (machine.arch !== 'x86_64' || cacheDirectory === undefined) return undefined;
  try {
    const directory = joinPath(cacheDirectory, 'kernels');
    const file = joinPath(directory, fileName(kernel));
    if (isUsed(file)) return file;
    const elf = await unpack(readFileSync(toSystemPath(kernel)), signal);
    if (elf === undefined || !hasPvhEntry(elf)) return undefined;
    mkdirSync(toSystemPath(directory), { recursive: true, mode: 0o700 });
    const temporary = joinPath(directory, ownerTag());
    writeFileSync(toSystemPath(temporary), elf);
    renameSync(toSystemPath(temporary), toSystemPath(file));
    removeUnused(directory);
    return file;
  } catch (error) {
    signal.throwIfAborted();
    const text = `the kernel stays packed: ${(error as Error).message}`;
    report({ kind: 'message', level: 2, text });
    return undefined;
  }
}

/** A kernel package that is upgraded makes a new file, and so another name. */
function fileName(kernel: BytePath): string {
  const { mtimeMs, size, ino } = statSync(toSystemPath(kernel));
  return `${mtimeMs}-${size}-${ino}.elf`;
}

/** Its age is the time since it was last used. */
function isUsed(file: BytePath): boolean {
  if (statSync(toSystemPath(file), { throwIfNoEntry: false }) === undefined) return false;
  utimesSync(toSystemPath(file), new Date(), new Date());
  return true;
}

async function unpack(image: Buffer, signal: AbortSignal): Promise<Buffer | undefined> {
  const packed = packedKernel(image);
  if (packed === undefined || packed.size > LARGEST) return undefined;
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

function removeUnused(directory: BytePath): void {
  for (const name of readdirSync(toSystemPath(directory), { encoding: 'latin1' })) {
    const path = toSystemPath(joinPath(directory, name));
    if (Date.now() / 1000 - statSync(path).mtimeMs / 1000 > KEPT) unlinkSync(path);
  }
}
