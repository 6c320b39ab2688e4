import { isSuperminError } from '@supermin/core';
import { runJob } from '../job/run-job.ts';
import { planMachine } from '../machine/machine-plan.ts';
import { encodeJob } from '../session/job.ts';
import type { Session } from '../session/session.ts';
import { needsSync, startSession } from '../start/start-session.ts';
import type { ApplianceRun, RunOutcome } from './appliance-run.ts';
import { planJob } from './plan-job.ts';

/**
 * Starts a VM from an appliance, booted or restored, runs one command in it as root, and stops the VM: `supermin run`.
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
  const plan = planMachine(options);
  const { job, terminal } = planJob(options, streams);
  // What cannot be told to the guest is said before anything is started.
  encodeJob(job);
  const { session } = await startSession(plan);
  try {
    if (options.attend !== undefined) {
      await session.guest.setUp.promise;
      options.attend(session, plan);
    }
    if (options.idle) return await idle(session);
    const { status } = await runJob(session, job, {
      ...streams,
      terminal,
      stage: (name) => session.stage(name),
    });
    if (needsSync(plan)) await session.guest.stop();
    return { status };
  } finally {
    await session.close();
  }
}

/** Until it is stopped. @throws what else ended it */
async function idle({ guest, ended }: Session): Promise<RunOutcome> {
  await guest.stopped.promise.catch((error) => {
    if (!isSuperminError(error) || error.code !== 'VM_STOPPED') throw error;
  });
  await ended.promise;
  return { status: 0 };
}
