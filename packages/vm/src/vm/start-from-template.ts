import { closeSync, ftruncateSync, openSync, statfsSync, writeFileSync } from 'node:fs';
import {
  type BytePath,
  cacheLimit,
  isSuperminError,
  joinPath,
  removeTree,
  toSystemPath,
} from '@supermin/core';
import { tidyCache } from '../appliance/tidy-cache.ts';
import type { Opened } from '../session/opened.ts';
import type { TemplateKey } from '../template/key.ts';
import { PassingTrouble } from '../template/passing-trouble.ts';
import { receiveState } from '../template/receive-state.ts';
import { refuseWritten, saveVm } from '../template/save-vm.ts';
import { closeTemplate, type OpenTemplate, TemplateStore } from '../template/template-store.ts';
import { Vain, withBlame } from '../template/vain.ts';
import { open, settle } from './attempt.ts';
import type { Attempt, Attempted } from './attempted.ts';
import type { MachinePlan } from './machine-plan.ts';
import { restore } from './restore.ts';
import { templateKey } from './template-key.ts';
import { obstacle } from './template-obstacle.ts';

/** Bytes that have to be free where templates are kept: most guests have used half of it when they are ready. */
const ROOM = 256 * 2 ** 20;

/** The VM has to be booted. */
export interface Boot {
  kind: 'boot';
  /** Remembers what went wrong with the template, if something did. For who has seen that a boot goes right. */
  blame(): void;
}

/**
 * A VM that goes on from one that was saved when it was ready; where there is none yet, one is booted and saved first. Whatever goes
 * wrong is said at `-v`.
 *
 * @throws what another attempt cannot mend: RUN_TIMEOUT, the reason of the signal
 */
export async function startFromTemplate(
  plan: MachinePlan,
  how: Attempt,
): Promise<Attempted | Boot> {
  const { cacheDirectory, report } = plan.choice;
  const say = (text: string) => report({ kind: 'message', level: 1, text: `template: ${text}` });
  const hindrance = obstacle(plan);
  if (hindrance !== undefined) {
    say(`not used: ${hindrance}`);
    return BOOT;
  }
  const store = new TemplateStore(cacheDirectory!);
  let key: TemplateKey | undefined;
  try {
    key = templateKey(plan, how);
    const refusal = store.refusal(key);
    if (refusal !== undefined) {
      say(`not used: it failed before: ${refusal}`);
      return BOOT;
    }
    const kept = store.open(key);
    const template = kept ?? (await make(plan, how, { store, key }));
    if ('kind' in template) return template;
    say(kept === undefined ? 'saved a VM to go on from' : 'the VM goes on from a saved one');
    return await restoreTemplate(plan, how, { template, key });
  } catch (error) {
    const vain = error instanceof Vain;
    const reason = vain ? error.cause : error;
    if (cannotBeMended(plan, reason)) throw reason;
    const { message } = reason as Error;
    say(`not used: ${message}`);
    // What has to do with this moment alone may go right the next time.
    return vain ? { kind: 'boot', blame: () => store.refuse(key!, message) } : BOOT;
  }
}

const BOOT: Boot = { kind: 'boot', blame() {} };

function cannotBeMended({ choice }: MachinePlan, error: unknown): boolean {
  return choice.signal.aborted || (isSuperminError(error) && error.code === 'RUN_TIMEOUT');
}

interface Making {
  store: TemplateStore;
  key: TemplateKey;
}

/** Boots a VM and saves it. @returns what the attempt came to, if the guest stayed silent under KVM, which has nothing to do with saving */
async function make(
  plan: MachinePlan,
  how: Attempt,
  { store, key }: Making,
): Promise<OpenTemplate | Attempted> {
  const cache = plan.choice.cacheDirectory!;
  const place = store.makePlace();
  try {
    // What tidying needs is asked for before there is anything to lose.
    cacheLimit(cache, process.env);
    requireRoom(place);
    const made = await withBlame(() => bootAndSave(plan, how, place)).catch((error) => {
      // The guest's memory is a file: a full disk ends QEMU in many ways.
      requireRoom(place);
      throw error;
    });
    if (typeof made !== 'string') return made;
    requireSameKey(plan, how, key);
    const template = store.publish(key, place, made);
    try {
      tidyCache(cache, plan.choice.report);
    } catch (error) {
      closeTemplate(template);
      throw error;
    }
    return template;
  } finally {
    removeTree(place);
  }
}

/**
 * To be called when QEMU has opened its files, which it does by their names: they are those of the key only if the key is the same
 * now. A build may replace an appliance at any time, and a guest must not go on over another root than it was saved with.
 */
function requireSameKey(plan: MachinePlan, how: Attempt, { name }: TemplateKey): void {
  if (templateKey(plan, how).name !== name) {
    throw new PassingTrouble('the appliance was replaced meanwhile');
  }
}

/** @returns QEMU's version */
async function bootAndSave(
  plan: MachinePlan,
  how: Attempt,
  place: BytePath,
): Promise<string | Attempted> {
  const memory = openSync(toSystemPath(joinPath(place, 'memory')), 'wx+', 0o600);
  const directory = openSync(toSystemPath(place), 'r');
  const receiver = receiveState(directory);
  let opened: Opened | undefined;
  try {
    ftruncateSync(memory, plan.memory * 2 ** 20);
    // It needs no ports: those that are asked for may be taken, and are given to what goes on from it.
    const network = plan.network && { isolated: true, publish: [] };
    const saved = { memory, inherit: [directory], shared: true, restored: false, template: true };
    opened = open({ ...plan, network }, how, saved);
    const attempted = await settle(opened.session);
    if (attempted.kind !== 'hello') {
      if (how.accelerator === 'kvm') return attempted;
      throw new Error(attempted.fact);
    }
    await opened.session.guest.ready.promise;
    const { vm } = opened;
    const { qemu, state } = await saveVm(vm.monitor!, receiver, vm.inherited[0]!);
    await refuseWritten(vm.monitor!);
    const file = toSystemPath(joinPath(place, 'state'));
    writeFileSync(file, state, { mode: 0o600, flag: 'wx' });
    return qemu;
  } finally {
    // Nothing writes to the memory's file after this.
    await opened?.session.close();
    receiver.close();
    closeSync(directory);
    closeSync(memory);
  }
}

function requireRoom(place: BytePath): void {
  const { bavail, bsize } = statfsSync(toSystemPath(place));
  if (bavail * bsize < ROOM) throw new Error('there is not enough free space for it');
}

async function restoreTemplate(
  plan: MachinePlan,
  how: Attempt,
  { template, key }: { template: OpenTemplate; key: TemplateKey },
): Promise<Attempted> {
  const filesAreOpen = () => requireSameKey(plan, how, key);
  try {
    const saved = { ...template, used: false, filesAreOpen };
    const running = await withBlame(() => restore(plan, how, saved));
    return { kind: 'running', ...running };
  } finally {
    closeTemplate(template);
  }
}
