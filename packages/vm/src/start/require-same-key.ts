import type { MachinePlan } from '../machine/machine-plan.ts';
import { PassingFailure } from '../template/passing-failure.ts';
import type { TemplateKey } from '../template/template-key.ts';
import type { StartMethod } from './start-result.ts';
import { templateKeyOf } from './template-key-of.ts';

/**
 * To be called when QEMU has opened its files, which it does by their names: they are those of the key only if the key is the same
 * now. A build may replace an appliance at any time, and a guest must not go on over another root than it was saved with.
 */
export function requireSameKey(
  plan: MachinePlan,
  method: StartMethod,
  { name }: TemplateKey,
): void {
  if (templateKeyOf(plan, method).name !== name) {
    throw new PassingFailure('the appliance was replaced meanwhile');
  }
}
