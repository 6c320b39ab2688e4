import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { machine } from 'node:os';
import {
  type BytePath,
  cacheName,
  FileCache,
  joinPath,
  shownPath,
  type TakeRoom,
  toSystemPath,
} from '@supermin/core';
import { copyToNewFile, hostStateOf, stateOf } from '@supermin/core/writer';
import { guestInitPath } from '../guest/guest-init.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { readModuleIndex } from '../modules/module-index.ts';
import { modulePath } from '../modules/modules-dep.ts';
import { type InitrdContext, initrdModules, writeInitrd } from './write-initrd.ts';

export interface PutInitrdContext extends InitrdContext {
  /** The user's cache directory. Without one the initrd is made anew each time. */
  cacheDirectory?: BytePath;
}

/** To be raised when the same modules and the same guest init come to another archive. */
const LAYOUT = 3;

/**
 * Puts the mini initrd at `file`: a copy of the one in the user's cache, which is made when there is none. Where modules are
 * packed, as most distributions do it, that saves a program that unpacks them.
 *
 *     CACHE/initrds/VERSION-<hash of what modules.dep is>.modules.<seal>        the modules it takes, a line each
 *     CACHE/initrds/VERSION-<hash of these, the guest init, ...>.initrd.<seal>
 *
 * What cannot be kept, or is not complete, is no error.
 *
 * @throws as `writeInitrd`
 */
export async function putInitrd(
  kernel: Kernel,
  file: BytePath,
  context: PutInitrdContext,
): Promise<void> {
  let written: Promise<boolean> | undefined;
  try {
    const kept = await keptInitrd(kernel, context, async (temporary, take) => {
      written = writeInitrd(kernel, file, context);
      if (!(await written)) return false;
      take(statSync(toSystemPath(file)).size);
      copyFileSync(toSystemPath(file), toSystemPath(temporary));
      return true;
    });
    if (kept !== undefined && written === undefined) {
      copyToNewFile(kept, file);
      context.report({
        kind: 'message',
        level: 1,
        text: 'ext2: took minimal initrd from the cache',
      });
      return;
    }
  } catch (error) {
    // Whatever it is, it is said again below if it is not the cache's.
    const text = `the initrd is not kept: ${(error as Error).message}`;
    context.report({ kind: 'message', level: 2, text });
    if (written === undefined) rmSync(toSystemPath(file), { force: true });
  }
  await (written ?? writeInitrd(kernel, file, context));
}

/** The file in the cache; undefined where there is no cache, or none was kept. */
async function keptInitrd(
  kernel: Kernel,
  context: PutInitrdContext,
  make: (temporary: BytePath, take: TakeRoom) => Promise<boolean>,
): Promise<BytePath | undefined> {
  const { cacheDirectory, cpu = machine(), host, sourceDateEpoch = 0 } = context;
  const { directory, modulesMount, rootFilesystem } = context;
  // Modules of an image were unpacked for this build: they are never found again.
  if (cacheDirectory === undefined || kernel.image !== undefined) return undefined;
  const cache = new FileCache(cacheDirectory, 'initrds');
  const name = (facts: unknown[]) => `${kernel.version}-${cacheName(facts)}`;
  // depmod writes them together.
  const lists = ['modules.dep', 'modules.softdep', 'modules.alias'].map((listName) => {
    const path = joinPath(kernel.modules, listName);
    return [shownPath(host, path), hostStateOf(host, path)];
  });
  const facts = [LAYOUT, rootFilesystem, ...lists];
  const list = await cache.get(`${name(facts)}.modules`, async (temporary) => {
    const list = initrdModules(readModuleIndex(host, kernel.modules), rootFilesystem);
    writeFileSync(toSystemPath(temporary), list.join('\n'), 'latin1');
    return true;
  });
  const modules = readFileSync(toSystemPath(list!), 'latin1').split('\n').filter(Boolean);
  const states = modules.map((path) => hostStateOf(host, modulePath(kernel.modules, path)));
  const init = stateOf(guestInitPath(cpu));
  const all = [...facts, modules, states, cpu, init, modulesMount, directory, sourceDateEpoch];
  return cache.get(`${name(all)}.initrd`, make);
}
