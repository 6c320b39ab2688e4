import { unpackedKernel } from '@supermin/boot';
import { kvmUnusable } from '../errors/qemu.ts';
import { vmFailed } from '../errors/session.ts';
import type { MachinePlan } from '../machine/machine-plan.ts';
import { chooseAccelerator, rememberBrokenKvm, reportFallback } from '../qemu/accelerator.ts';
import { bootVm } from './boot-vm.ts';
import { requireForkable } from './fork-obstacle.ts';
import { startFromTemplate } from './start-from-template.ts';
import type { Running, StartMethod, StartResult } from './start-result.ts';
import { warmUp } from './warm-up.ts';

/** Whether something that outlives the VM may have been written. */
export function needsSync({ shares, disks }: MachinePlan): boolean {
  return [...shares, ...disks].some(({ readOnly }) => readOnly !== true);
}

/**
 * Starts the VM, and comes back when its guest init is there.
 *
 * @throws SuperminError `VM_NOT_FORKABLE`, `FORK_NO_SPACE`, `WARM_FAILED`, `VM_FAILED`, `KVM_UNUSABLE`, `RUN_TIMEOUT`, `SHARE_FAILED`; the reason of the signal
 */
export async function startSession(plan: MachinePlan): Promise<Running> {
  requireForkable(plan);
  const end = await attemptAll(plan);
  if (end.kind === 'running') return warmed(end, plan);
  if (plan.choice.requested === 'kvm') throw kvmUnusable(end.fact);
  throw vmFailed(`the VM did not start: ${end.fact}`, end.console, end.hint);
}

/** Where it is not restored from a VM in which that was done. */
async function warmed(running: Running, { options, choice }: MachinePlan): Promise<Running> {
  if (options.warm === undefined || running.warm) return running;
  const { session } = running;
  try {
    await warmUp(session, options.warm, choice.report);
    return running;
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function start(plan: MachinePlan, method: StartMethod): Promise<StartResult> {
  const begun = await startFromTemplate(plan, method);
  if (begun.kind !== 'boot') return begun;
  const end = await bootVm(plan, method);
  // What goes wrong with a boot as well was not the template's doing: a port that is taken.
  if (end.kind === 'running') begun.refuseTemplate();
  return end;
}

/** As fast as this host can; where a VM stays silent, without what may be to blame. */
async function attemptAll(plan: MachinePlan): Promise<StartResult> {
  const { choice } = plan;
  const { kernel: packed } = plan.options.appliance;
  const { cacheDirectory, signal, report, machine } = choice;
  const unpacked = await unpackedKernel(packed, {
    ...{ architecture: machine.arch, cacheDirectory, signal, report },
  });
  const kernel = unpacked ?? packed;
  let accelerator = await chooseAccelerator(choice);
  let end = await start(plan, { accelerator, kernel });
  if (end.kind === 'silent' && accelerator === 'kvm' && choice.requested === 'auto') {
    const { fact } = end;
    reportFallback(report, fact);
    accelerator = 'tcg';
    end = await bootVm(plan, { accelerator, kernel });
    // Only an emulated guest that does speak shows that KVM was to blame.
    if (end.kind === 'running') rememberBrokenKvm(choice, fact);
  }
  // A QEMU that cannot enter an unpacked kernel, or lacks the firmware for that, ends at once.
  if (end.kind === 'silent' && unpacked !== undefined) {
    return await bootVm(plan, { accelerator, kernel: packed });
  }
  return end;
}
