import { openSync } from 'node:fs';
import { type BytePath, joinPath, toSystemPath } from '@supermin/core';
import type { MachinePlan } from '../machine/machine-plan.ts';
import { attempt } from './attempt.ts';
import type { Attempt, Attempted } from './attempted.ts';
import type { Saved } from './boot-and-save.ts';
import { warmUp } from './warm-up.ts';

/**
 * Boots a VM, runs the command in it that comes before all others, and saves it.
 *
 * @param place the directory of the template that is being made
 * @returns what the attempt came to, if the guest stayed silent under KVM, which has nothing to do with saving
 */
export async function warmAndSave(
  plan: MachinePlan,
  how: Attempt,
  place: BytePath,
): Promise<Saved | Attempted> {
  const { warm, ...others } = plan.options;
  const { signal, report } = plan.choice;
  const attempted = await attempt(
    {
      ...plan,
      options: { ...others, forkable: true },
      // Ports are given to what goes on from it: they may be taken.
      network: plan.network && { ...plan.network, publish: [] },
    },
    how,
  );
  if (attempted.kind !== 'running') {
    if (how.accelerator === 'kvm') return attempted;
    throw new Error(attempted.fact);
  }
  const { session, source } = attempted;
  try {
    await warmUp(session, warm!, report);
    const saved = await source!.save(signal, (name) =>
      openSync(toSystemPath(joinPath(place, name)), 'wx+', 0o600),
    );
    saved.close();
    return { kind: 'saved', qemu: saved.qemu };
  } finally {
    await session.close();
  }
}
