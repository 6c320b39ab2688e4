import { chmodSync, constants, copyFileSync, linkSync, statSync } from 'node:fs';
import { type Kernel, locateFile } from '@supermin/boot';
import {
  type BytePath,
  FileCache,
  joinPath,
  systemErrorCode,
  toSystemPath,
  type WriterContext,
} from '@supermin/core';
import { writeModulesImage } from './modules-image.ts';

/** It is everybody's who uses this kernel: a guest that gets it writable by mistake must not be able to change it. */
const MODE = 0o444;

/**
 * Puts the modules image of a kernel at `file`: a link to the one in the user's cache, which is made when there is none, so
 * that all appliances of a kernel share one; a copy where the cache lies on another filesystem; made anew where there is
 * no cache.
 *
 *     CACHE/modules/VERSION-<time>-<size>-<inode of modules.dep>.ext2
 *
 * depmod writes `modules.dep` anew whenever modules come or go. Appliances that link to one that is removed keep it.
 */
export async function putModulesImage(
  kernel: Kernel,
  file: BytePath,
  context: WriterContext,
): Promise<void> {
  const image =
    kernel.image === undefined
      ? await cachedImage(kernel, context)
      : locateFile(context.host, kernel.modules);
  if (image === undefined) await make(kernel, file, context);
  else linkOrCopy(image, file);
}

async function cachedImage(kernel: Kernel, context: WriterContext): Promise<BytePath | undefined> {
  if (context.cacheDirectory === undefined || context.sourceDateEpoch !== undefined)
    return undefined;
  const dependencies = locateFile(context.host, joinPath(kernel.modules, 'modules.dep'));
  const { mtimeMs, size, ino } = statSync(toSystemPath(dependencies));
  const cache = new FileCache(joinPath(context.cacheDirectory, 'modules'));
  return cache.get(`${kernel.version}-${mtimeMs}-${size}-${ino}.ext2`, async (file) => {
    await make(kernel, file, context);
    return true;
  });
}

async function make(kernel: Kernel, file: BytePath, context: WriterContext): Promise<void> {
  await writeModulesImage(kernel, file, context);
  chmodSync(toSystemPath(file), MODE);
}

function linkOrCopy(from: BytePath, to: BytePath): void {
  try {
    linkSync(toSystemPath(from), toSystemPath(to));
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'EMLINK', 'EACCES'].includes(systemErrorCode(error) ?? '')) throw error;
    copyFileSync(toSystemPath(from), toSystemPath(to), constants.COPYFILE_FICLONE);
    chmodSync(toSystemPath(to), MODE);
  }
}
