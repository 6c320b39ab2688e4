import { openSync } from 'node:fs';
import { joinPath, toSystemPath } from '@supermin/core';
import type { MachinePlan } from '../machine/machine-plan.ts';
import type { Saved, SavingPlace } from './boot-and-save.ts';
import { bootVm } from './boot-vm.ts';
import type { StartMethod, StartResult } from './start-result.ts';
import { warmUp } from './warm-up.ts';

/**
 * Boots a VM, runs the command in it that comes before all others, and saves it.
 *
 * @returns what the attempt came to, if the guest stayed silent under KVM, which has nothing to do with saving
 */
export async function warmAndSave(
  plan: MachinePlan,
  method: StartMethod,
  { place, take }: SavingPlace,
): Promise<Saved | StartResult> {
  const { warm, ...others } = plan.options;
  const { signal, report } = plan.choice;
  const result = await bootVm(
    {
      ...plan,
      options: { ...others, forkable: true },
      // Ports are given to what is restored from it: they may be taken.
      network: plan.network && { ...plan.network, publish: [] },
    },
    method,
  );
  if (result.kind !== 'running') {
    if (method.accelerator === 'kvm') return result;
    throw new Error(result.fact);
  }
  const { session, source } = result;
  try {
    await warmUp(session, warm!, report);
    const saved = await source!.save(signal, (name, bytes) => {
      take(bytes);
      return openSync(toSystemPath(joinPath(place, name)), 'wx+', 0o600);
    });
    saved.close();
    return { kind: 'saved', qemu: saved.qemu };
  } finally {
    await session.close();
  }
}
