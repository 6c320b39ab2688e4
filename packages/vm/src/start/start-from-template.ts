import { isSuperminError } from '@supermin/core';
import type { MachinePlan } from '../machine/machine-plan.ts';
import { Descriptors } from '../qemu/descriptors.ts';
import { LastingFailure, markLasting } from '../template/lasting-failure.ts';
import { keyWithPlugs, type TemplateKey } from '../template/template-key.ts';
import { closeTemplate, type OpenTemplate, TemplateStore } from '../template/template-store.ts';
import { makeTemplate } from './make-template.ts';
import { requireSameKey } from './require-same-key.ts';
import { restore } from './restore.ts';
import type { StartMethod, StartResult } from './start-result.ts';
import { templateKeyOf } from './template-key-of.ts';
import { obstacle } from './template-obstacle.ts';

/** The VM has to be booted. */
export interface Boot {
  kind: 'boot';
  /** Remembers what went wrong with the template, if something did. For who has seen that a boot goes right. */
  refuseTemplate(): void;
}

/**
 * A VM that is restored from one that was saved when it was ready; where there is none yet, one is booted and saved first. Whatever goes
 * wrong is said at `-v`.
 *
 * @throws what another attempt cannot mend: RUN_TIMEOUT, the reason of the signal
 */
export async function startFromTemplate(
  plan: MachinePlan,
  method: StartMethod,
): Promise<StartResult | Boot> {
  const { cacheDirectory, report } = plan.choice;
  const say = (text: string) => report({ kind: 'message', level: 1, text: `template: ${text}` });
  const hindrance = obstacle(plan);
  if (hindrance !== undefined) {
    say(`not used: ${hindrance}`);
    return BOOT;
  }
  const store = new TemplateStore(cacheDirectory!);
  let tried: TemplateKey | undefined;
  try {
    const key = templateKeyOf(plan, method);
    const use = useOf(key, plan);
    tried = key;
    const refusal = store.refusal(key) ?? store.refusal(use);
    if (refusal !== undefined) {
      say(`not used: it failed before: ${refusal}`);
      return BOOT;
    }
    const kept = store.open(key);
    const announce = (text: string) => {
      tried = use;
      say(text);
    };
    const saved = () => announce('saved a VM to restore later ones from');
    if (kept !== undefined) announce('the VM is restored from a saved one');
    const template = kept ?? (await makeTemplate(plan, method, { store, key, saved }));
    if ('kind' in template) return template;
    return await restoreTemplate(plan, method, { template, key });
  } catch (error) {
    const lasting = error instanceof LastingFailure;
    const reason = lasting ? error.cause : error;
    if (cannotBeMended(plan, reason)) throw reason;
    const { message } = reason as Error;
    say(`not used: ${message}`);
    // What has to do with this moment alone may go right the next time.
    return lasting ? { kind: 'boot', refuseTemplate: () => store.refuse(tried!, message) } : BOOT;
  }
}

const BOOT: Boot = { kind: 'boot', refuseTemplate() {} };

/** The time is over, or the command that comes first fails. */
const FINAL: readonly string[] = ['RUN_TIMEOUT', 'WARM_FAILED'];

function cannotBeMended({ choice }: MachinePlan, error: unknown): boolean {
  return choice.signal.aborted || (isSuperminError(error) && FINAL.includes(error.code));
}

/** Where devices cannot be plugged in, the same template may still do for a VM without. */
function useOf(key: TemplateKey, { shares, disks }: MachinePlan): TemplateKey {
  return shares.length + disks.length === 0 ? key : keyWithPlugs(key);
}

async function restoreTemplate(
  plan: MachinePlan,
  method: StartMethod,
  { template, key }: { template: OpenTemplate; key: TemplateKey },
): Promise<StartResult> {
  const warm = plan.options.warm !== undefined;
  const filesAreOpen = () => requireSameKey(plan, method, key);
  const opened = new Descriptors();
  try {
    const images = template.layer === undefined ? undefined : openImages(plan, opened);
    const saved = { ...template, ...images, used: warm, bare: true, filesAreOpen };
    const running = await markLasting(() => restore(plan, method, saved));
    return { kind: 'running', ...running, warm };
  } finally {
    closeTemplate(template);
    opened.close();
  }
}

/** What is on top of an image is so of the one that is open. */
function openImages({ options }: MachinePlan, opened: Descriptors) {
  const { root, modules } = options.appliance;
  return {
    root: opened.open(root!),
    modules: modules === undefined ? undefined : opened.open(modules),
  };
}
