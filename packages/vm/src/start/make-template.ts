import { statfsSync } from 'node:fs';
import { type BytePath, removeTree, type TakeRoom, toSystemPath, withRoom } from '@supermin/core';
import type { MachinePlan } from '../machine/machine-plan.ts';
import { markLasting } from '../template/lasting-failure.ts';
import type { TemplateKey } from '../template/template-key.ts';
import {
  closeTemplate,
  type OpenTemplate,
  type TemplateStore,
} from '../template/template-store.ts';
import { bootAndSave, type Saved } from './boot-and-save.ts';
import { requireSameKey } from './require-same-key.ts';
import type { StartMethod, StartResult } from './start-result.ts';
import { warmAndSave } from './warm-and-save.ts';

/** Bytes that have to be free where templates are kept: most guests have used half of it when they are ready. */
const ROOM = 256 * 2 ** 20;

/** Bytes of a template, usually: whether there is room for them is asked before a VM is booted. */
const USUAL = 110e6;

export interface Making {
  store: TemplateStore;
  key: TemplateKey;
  /** Called when it is there. What fails from then on is restoring it. */
  saved(): void;
}

/**
 * Boots a VM and saves it.
 *
 * @returns what was saved, where the VM is to be restored from there; the VM itself, if it can; what the attempt came to, if the guest stayed
 *   silent under KVM, which has nothing to do with saving
 * @throws also where the cache has no room for it below its limit
 */
export async function makeTemplate(
  plan: MachinePlan,
  method: StartMethod,
  making: Making,
): Promise<OpenTemplate | StartResult> {
  const made = await withRoom(plan.choice.cacheDirectory!, (take) => {
    take(USUAL);
    // It may be larger.
    let left = USUAL;
    const takeMore = (bytes: number) => {
      if (bytes > left) take(bytes - left);
      left = Math.max(0, left - bytes);
    };
    return makeInPlace(plan, method, making, takeMore);
  });
  if ('kind' in made) return made;
  try {
    making.saved();
    return await vmOrTemplate(plan, made);
  } catch (error) {
    closeTemplate(made.template);
    await made.vm.close?.();
    throw error;
  }
}

/** What was saved, and the VM, which stands still. */
interface Made {
  template: OpenTemplate;
  vm: Saved;
}

/** The VM goes on that was saved, where it can. */
async function vmOrTemplate({ options }: MachinePlan, { template, vm }: Made) {
  if (vm.resume === undefined || options.forkable) {
    // One that is to be forked has its memory and disks in files of its own.
    await vm.close?.();
    return template;
  }
  const running = await markLasting(vm.resume);
  closeTemplate(template);
  return { kind: 'running' as const, ...running };
}

async function makeInPlace(
  plan: MachinePlan,
  method: StartMethod,
  { store, key }: Making,
  take: TakeRoom,
): Promise<Made | StartResult> {
  const save = plan.options.warm === undefined ? bootAndSave : warmAndSave;
  const place = store.makePlace();
  try {
    requireRoom(place);
    const made = await markLasting(() => save(plan, method, { place, take })).catch((error) => {
      // The guest's memory is a file: a full disk ends QEMU in many ways.
      requireRoom(place);
      throw error;
    });
    if (made.kind !== 'saved') return made;
    try {
      requireSameKey(plan, method, key);
      return { template: store.publish(key, place, made.qemu), vm: made };
    } catch (error) {
      await made.close?.();
      throw error;
    }
  } finally {
    removeTree(place);
  }
}

function requireRoom(place: BytePath): void {
  const { bavail, bsize } = statfsSync(toSystemPath(place));
  if (bavail * bsize < ROOM) throw new Error('there is not enough free space for it');
}
