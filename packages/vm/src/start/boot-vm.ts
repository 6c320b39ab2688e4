import type { MachinePlan } from '../machine/machine-plan.ts';
import { openVm, settle } from './open-vm.ts';
import { memoryOf, ownFilesOf, sourceOf } from './own-files-of.ts';
import type { StartMethod, StartResult } from './start-result.ts';

/** Boots one VM, with the daemons of its shares. All are gone when this fails, and when the session has ended. */
export async function bootVm(plan: MachinePlan, method: StartMethod): Promise<StartResult> {
  const files = plan.options.forkable ? await ownFilesOf(plan) : undefined;
  const opened = openVm(plan, method, files && memoryOf(files), files);
  const start = await settle(opened.session);
  if (start.kind !== 'hello') return start;
  const source = files && sourceOf(opened, files, plan);
  return { kind: 'running', session: opened.session, method, source };
}
