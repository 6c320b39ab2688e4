import { setTimeout as sleep } from 'node:timers/promises';
import type { MachinePlan } from '../machine/machine-plan.ts';
import type { Session } from '../session/session.ts';
import { needsSync } from './start-session.ts';

/** Milliseconds that a guest has to write to shares and disks. */
const STOP_PATIENCE = 60_000;

/** Stops a VM. What was written to shares and disks is on them then. */
export async function stopSession(session: Session, plan: MachinePlan): Promise<void> {
  // A VM that has failed meanwhile has told so to whom it concerns.
  if (needsSync(plan)) {
    const patience = sleep(STOP_PATIENCE, undefined, { ref: false });
    await Promise.race([session.guest.stop().catch(() => {}), patience]);
  }
  await session.close();
}
