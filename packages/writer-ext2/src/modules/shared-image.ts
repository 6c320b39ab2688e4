import { chmodSync, linkSync, statSync } from 'node:fs';
import type { Kernel } from '@supermin/boot';
import {
  type BytePath,
  FileCache,
  joinPath,
  pathOutside,
  systemErrorCode,
  toSystemPath,
  type WriterContext,
} from '@supermin/core';
import { copyToNewFile, newFileMode, writeToNewFile } from '@supermin/core/writer';
import { writeModulesImage } from './write-modules-image.ts';

/** Nobody may write to it: it is everybody's who uses this kernel, and a guest may get it writable by mistake. */
const READABLE = 0o444;

/** To be raised when the same modules come to another image. */
const LAYOUT = 1;

/**
 * Puts the modules image of a kernel at `file`: a link to the one in the user's cache, which is made when there is none, so
 * that all appliances of a kernel share one; a copy where the cache lies on another filesystem, or where the umask
 * asks for another mode; made anew where there is no cache.
 *
 *     CACHE/modules/VERSION-<time>-<size>-<device>-<inode of modules.dep>.ext2-<layout>.<seal>
 *
 * depmod writes `modules.dep` anew whenever modules come or go. Appliances that link to one that is removed keep it.
 */
export async function putModulesImage(
  kernel: Kernel,
  file: BytePath,
  context: WriterContext,
): Promise<void> {
  const { host } = context;
  if (kernel.image !== undefined) {
    const given = pathOutside(host, kernel.modules);
    if (given !== undefined) return linkOrCopy(given, file, context);
    const size = host.stat(kernel.modules)?.size ?? 0;
    context.reserve?.(size);
    writeToNewFile(host.open(kernel.modules), size, file);
    return makeReadOnly(file);
  }
  const image = await cachedImage(kernel, context);
  if (image === undefined) await make(kernel, file, context);
  else linkOrCopy(image, file, context);
}

async function cachedImage(kernel: Kernel, context: WriterContext): Promise<BytePath | undefined> {
  if (context.cacheDirectory === undefined || context.sourceDateEpoch !== undefined)
    return undefined;
  const dependencies = context.host.stat(joinPath(kernel.modules, 'modules.dep'));
  if (dependencies === undefined) return undefined;
  const { mtime, size, dev, ino } = dependencies;
  const cache = new FileCache(context.cacheDirectory, 'modules');
  try {
    const name = `${kernel.version}-${mtime * 1000}-${size}-${dev}-${ino}.ext2-${LAYOUT}`;
    return await cache.getLarge(name, context, async (file, reserve) => {
      await make(kernel, file, { ...context, reserve });
      return true;
    });
  } catch (error) {
    context.signal.throwIfAborted();
    // Whatever it is, it is said again where the image is made, if it is not the cache's.
    const text = `the modules image is not kept: ${(error as Error).message}`;
    context.report({ kind: 'message', level: 2, text });
    return undefined;
  }
}

async function make(kernel: Kernel, file: BytePath, context: WriterContext): Promise<void> {
  await writeModulesImage(kernel, file, context);
  makeReadOnly(file);
}

function makeReadOnly(file: BytePath): void {
  chmodSync(toSystemPath(file), readModes(file));
}

function readModes(file: BytePath): number {
  return statSync(toSystemPath(file)).mode & READABLE;
}

function linkOrCopy(from: BytePath, to: BytePath, { reserve }: WriterContext): void {
  const wanted = newFileMode(to) & READABLE;
  if (readModes(from) === wanted && link(from, to)) return;
  reserve?.(statSync(toSystemPath(from)).size);
  copyToNewFile(from, to);
  makeReadOnly(to);
}

function link(from: BytePath, to: BytePath): boolean {
  try {
    linkSync(toSystemPath(from), toSystemPath(to));
    return true;
  } catch (error) {
    if (['EXDEV', 'EPERM', 'EMLINK', 'EACCES'].includes(systemErrorCode(error) ?? '')) return false;
    throw error;
  }
}
