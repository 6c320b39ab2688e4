import { forkFailed } from '../errors/snapshot.ts';
import { deadlineOf, type MachinePlan } from '../machine/machine-plan.ts';
import { planNetwork } from '../machine/network.ts';
import type { SavedFiles } from '../snapshot/saved-files.ts';
import type { ForkOptions } from './fork-options.ts';
import { restore } from './restore.ts';
import type { Running, StartMethod } from './start-result.ts';

/** The plan of a VM that is restored from one of this plan. @throws SuperminError `PORT_UNUSABLE` */
export function planFork(plan: MachinePlan, options: ForkOptions): MachinePlan {
  const { timeout, hostname = plan.setup.hostname, forkable = false, console } = options;
  const { signal = new AbortController().signal, report = () => {} } = options;
  const network = plan.network && planNetwork({ ...options, network: !plan.network.isolated });
  return {
    ...plan,
    options: { ...plan.options, forkable, console },
    choice: { ...plan.choice, signal, report },
    setup: { ...plan.setup, hostname },
    // The card has to be there, whatever it leads to.
    network: plan.network && (network ?? { isolated: true, publish: [] }),
    deadline: deadlineOf(timeout, performance.now()),
  };
}

/** @throws SuperminError `FORK_FAILED`, `FORK_NO_SPACE`, `RUN_TIMEOUT`; the reason of the signal */
export async function startFromSnapshot(
  plan: MachinePlan,
  method: StartMethod,
  files: SavedFiles,
): Promise<Running> {
  const { signal } = plan.choice;
  try {
    signal.throwIfAborted();
    return await restore(plan, method, { ...files, used: true, bare: false, filesAreOpen() {} });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw forkFailed(error);
  }
}
