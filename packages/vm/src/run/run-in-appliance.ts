import { unpackedKernel } from '@supermin/boot';
import { kvmUnusable } from '../errors/qemu.ts';
import { vmFailed } from '../errors/session.ts';
import { chooseAccelerator, rememberBrokenKvm, reportFallback } from '../qemu/accelerator.ts';
import { encodeJob } from '../session/job.ts';
import type { Session } from '../session/session.ts';
import type { ApplianceRun, RunOutcome } from './appliance-run.ts';
import { type Attempted, attempt } from './attempt.ts';
import { planJob } from './plan-job.ts';
import { runJob } from './run-job.ts';
import { planRun, type RunPlan } from './run-plan.ts';

/**
 * Boots a VM from an appliance, runs one command in it as root, and stops the VM: `supermin run`.
 *
 * The command's streams are the caller's: separate, binary-clean, no faster than the slower side. Whatever
 * happens, when this settles the VM and all of its helpers are gone.
 *
 * @throws SuperminError with `exitStatus` as a shell has it: `COMMAND_NOT_FOUND` (127), `COMMAND_NOT_EXECUTABLE` (126),
 *   `RUN_TIMEOUT` (124), `VM_FAILED`, `SHARE_*`, `JOB_UNUSABLE` (125); `QEMU_MISSING`, `KVM_UNUSABLE`; the
 *   reason of `signal`
 */
export async function runInAppliance(options: ApplianceRun): Promise<RunOutcome> {
  options.signal?.throwIfAborted();
  const streams = {
    stdin: options.stdin === undefined ? process.stdin : options.stdin,
    stdout: options.stdout ?? process.stdout,
    stderr: options.stderr ?? process.stderr,
  };
  const plan = planRun(options);
  const { job, terminal } = planJob(options, streams);
  // What cannot be told to the guest is said before anything is started.
  encodeJob(job);
  const session = await startSession(plan);
  try {
    const { status } = await runJob(session, job, { ...streams, terminal });
    if (needsSync(plan)) await session.guest.stop();
    return { status };
  } finally {
    await session.close();
  }
}

/** Whether something that outlives the VM may have been written. */
function needsSync({ shares, disks }: RunPlan): boolean {
  return [...shares, ...disks].some(({ readOnly }) => readOnly !== true);
}

async function startSession(plan: RunPlan): Promise<Session> {
  const end = await attemptAll(plan);
  if (end.kind === 'running') return end.session;
  if (plan.choice.requested === 'kvm') throw kvmUnusable(end.fact);
  throw vmFailed(`the VM did not start: ${end.fact}`, end.console, end.hint);
}

/** As fast as this host can; where a VM stays silent, without what may be to blame. */
async function attemptAll(plan: RunPlan): Promise<Attempted> {
  const { choice } = plan;
  const { kernel: packed } = plan.options.appliance;
  const { cacheDirectory, signal, report, machine } = choice;
  const unpacked = await unpackedKernel(packed, {
    ...{ architecture: machine.arch, cacheDirectory, signal, report },
  });
  const kernel = unpacked ?? packed;
  let accelerator = await chooseAccelerator(choice);
  let end = await attempt(plan, { accelerator, kernel });
  if (end.kind === 'silent' && accelerator === 'kvm' && choice.requested === 'auto') {
    const { fact } = end;
    reportFallback(report, fact);
    accelerator = 'tcg';
    end = await attempt(plan, { accelerator, kernel });
    // Only an emulated guest that does speak shows that KVM was to blame.
    if (end.kind === 'running') rememberBrokenKvm(choice, fact);
  }
  // A QEMU that cannot enter an unpacked kernel, or lacks the firmware for that, ends at once.
  if (end.kind === 'silent' && unpacked !== undefined) {
    return await attempt(plan, { accelerator, kernel: packed });
  }
  return end;
}
