import {
  chmodSync,
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { type Kernel, locateFile } from '@supermin/boot';
import {
  type BytePath,
  joinPath,
  ownerTag,
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
 * depmod writes `modules.dep` anew whenever modules come or go.
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
  const store = joinPath(context.cacheDirectory, 'modules');
  const dependencies = locateFile(context.host, joinPath(kernel.modules, 'modules.dep'));
  const { mtimeMs, size, ino } = statSync(toSystemPath(dependencies));
  const name = `${kernel.version}-${mtimeMs}-${size}-${ino}.ext2`;
  const image = joinPath(store, name);
  if (statSync(toSystemPath(image), { throwIfNoEntry: false }) !== undefined) return image;
  try {
    mkdirSync(toSystemPath(store), { recursive: true, mode: 0o700 });
  } catch {
    return undefined;
  }
  const temporary = joinPath(store, ownerTag());
  try {
    await make(kernel, temporary, context);
    renameSync(toSystemPath(temporary), toSystemPath(image));
  } catch (error) {
    if (statSync(toSystemPath(temporary), { throwIfNoEntry: false })) {
      unlinkSync(toSystemPath(temporary));
    }
    throw error;
  }
  removeOthers(store, kernel.version, name);
  return image;
}

async function make(kernel: Kernel, file: BytePath, context: WriterContext): Promise<void> {
  await writeModulesImage(kernel, file, context);
  chmodSync(toSystemPath(file), MODE);
}

/** Appliances that link to one keep it. */
function removeOthers(store: BytePath, version: string, name: BytePath): void {
  const others = readdirSync(toSystemPath(store), { encoding: 'latin1' }).filter(
    (other) => other.startsWith(`${version}-`) && other !== name,
  );
  for (const other of others) unlinkSync(toSystemPath(joinPath(store, other)));
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
