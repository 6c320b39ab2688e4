import type { BytePath } from '@supermin/core';
import type { Accelerator } from '../qemu/accelerator.ts';
import { type GuestMemory, type RunningQemu, startQemu } from '../qemu/running-qemu.ts';
import type { Opened } from '../session/opened.ts';
import { PORT } from '../session/protocol.ts';
import { Session } from '../session/session.ts';
import type { SessionStart } from '../session/session-options.ts';
import { type ServedDirectory, serveShares } from '../shares/serve-directory.ts';
import { commandLineOf } from './machine-command-line.ts';
import type { MachinePlan } from './machine-plan.ts';

/** With KVM a guest says hello within a second or two; one that has not by then never will. */
const KVM_PATIENCE = 20_000;
/** Emulated, on a busy machine, it may take a while. */
const EMULATION_PATIENCE = 600_000;
/** One that goes on from a saved VM has nothing to do before its answer, but may have to wait for a processor. */
const KVM_RESTORED = 2000;
const EMULATION_RESTORED = 30_000;

/** What may be tried in more than one way. */
export interface Attempt {
  accelerator: Accelerator;
  kernel: BytePath;
}

/** A VM whose guest init is there, or what there was instead. */
export type Attempted =
  | { kind: 'running'; session: Session }
  | Exclude<SessionStart, { kind: 'hello' }>;

/** Boots one VM, with the daemons of its shares. All are gone when this fails, and when the session has ended. */
export function attempt(plan: MachinePlan, how: Attempt): Promise<Attempted> {
  return settle(open(plan, how).session);
}

/**
 * Starts one VM, with the daemons of its shares.
 *
 * @param saved one that is to be saved, or goes on from a saved one
 */
export function open(plan: MachinePlan, how: Attempt, saved?: GuestMemory): Opened {
  const { shares, daemon, options, memory, setup, deadline } = plan;
  const { temporaryDirectory, signal, report } = plan.choice;
  const served = serveShares(shares, daemon, temporaryDirectory, report);
  const release = () => {
    for (const directory of served.values()) directory.close();
  };
  let vm: RunningQemu;
  try {
    vm = boot(plan, how, { served, saved });
  } catch (error) {
    release();
    throw error;
  }
  const session = new Session(vm, {
    ...{ deadline, memory, signal, report, release, console: options.console },
    setup: saved === undefined || saved.restored ? setup : undefined,
    restored: saved?.restored ?? false,
    patience: patienceFor(how, saved),
    shareFailures: [...served.values()].map(({ failed }) => failed),
  });
  return { vm, session };
}

function patienceFor({ accelerator }: Attempt, saved?: GuestMemory): number {
  if (saved?.restored) return accelerator === 'kvm' ? KVM_RESTORED : EMULATION_RESTORED;
  return accelerator === 'kvm' ? KVM_PATIENCE : EMULATION_PATIENCE;
}

/** Waits for the guest init. */
export async function settle(session: Session): Promise<Attempted> {
  try {
    const start = await session.start.promise;
    if (start.kind === 'hello') return { kind: 'running', session };
    await session.ended.promise;
    return start;
  } catch (error) {
    await session.ended.promise;
    throw error;
  }
}

function boot(
  plan: MachinePlan,
  { accelerator, kernel }: Attempt,
  {
    served,
    saved,
  }: { served: ReadonlyMap<string, ServedDirectory>; saved: GuestMemory | undefined },
): RunningQemu {
  const { options, choice, shares, disks, network, memory, cpus } = plan;
  const { qemu, machine, temporaryDirectory, report } = choice;
  return startQemu({
    ...{ qemu, machine, accelerator, temporaryDirectory, report, memory, cpus },
    ...options.appliance,
    ...{ kernel, saved },
    commandLine: commandLineOf(plan, { accelerator, template: saved }),
    ...{ disks, network, more: options.qemuOptions ?? [] },
    ports: [PORT],
    shares: shares.map(({ tag, type, directory, readOnly }) =>
      type === '9p'
        ? { tag, type, directory, readOnly }
        : { tag, type, connection: served.get(tag)!.connection },
    ),
  });
}
