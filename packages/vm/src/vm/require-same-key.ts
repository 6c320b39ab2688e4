import type { TemplateKey } from '../template/key.ts';
import { PassingTrouble } from '../template/passing-trouble.ts';
import type { Attempt } from './attempted.ts';
import type { MachinePlan } from './machine-plan.ts';
import { templateKey } from './template-key.ts';

/**
 * To be called when QEMU has opened its files, which it does by their names: they are those of the key only if the key is the same
 * now. A build may replace an appliance at any time, and a guest must not go on over another root than it was saved with.
 */
export function requireSameKey(plan: MachinePlan, how: Attempt, { name }: TemplateKey): void {
  if (templateKey(plan, how).name !== name) {
    throw new PassingTrouble('the appliance was replaced meanwhile');
  }
}
