import { commandLineOf } from '../machine/command-line.ts';
import type { MachinePlan } from '../machine/machine-plan.ts';
import { type GuestMemory, type RunningQemu, startQemu } from '../qemu/running-qemu.ts';
import type { Opened } from '../session/opened.ts';
import { PORT } from '../session/protocol.ts';
import { Session } from '../session/session.ts';
import type { SessionStart } from '../session/session-options.ts';
import { type ServedDirectory, serveShares } from '../shares/serve-directory.ts';
import type { OwnFiles } from '../snapshot/own-files.ts';
import type { StartMethod } from './start-result.ts';

/** With KVM a guest says hello within a second or two; one that has not by then never will. */
const KVM_PATIENCE = 20_000;
/** Emulated, on a busy machine, it may take a while. */
const EMULATION_PATIENCE = 600_000;
/** One that is restored from a saved VM has nothing to do before its answer, but may have to wait for a processor. */
const KVM_RESTORED = 2000;
/** Shares have daemons of their own that it waits for. */
const KVM_PLUGGED = 10_000;
const EMULATION_RESTORED = 30_000;

/**
 * Starts QEMU for one VM, booted or restored, with the daemons of its shares.
 *
 * @param saved one that is to be saved, or is restored from a saved one
 * @param files its own, which are closed when it is gone
 */
export function openVm(
  plan: MachinePlan,
  method: StartMethod,
  saved?: GuestMemory,
  files?: OwnFiles,
): Opened {
  const { shares, daemon, options, memory, setup, network, deadline } = plan;
  const { temporaryDirectory, signal, report } = plan.choice;
  let served: ReadonlyMap<string, ServedDirectory> = new Map();
  const release = () => {
    for (const directory of served.values()) directory.close();
    files?.close();
  };
  let vm: RunningQemu;
  try {
    served = serveShares(shares, daemon, temporaryDirectory, report);
    vm = startMachine(plan, method, { served, saved });
  } catch (error) {
    release();
    throw error;
  }
  const session = new Session(vm, {
    ...{ deadline, memory, signal, report, release, console: options.console },
    setup: { ...setup, isolated: network?.isolated ?? false },
    held: saved !== undefined && (saved.restored || saved.template === true),
    patience: patienceFor(method, saved, vm.plugs.length > 0),
    shareFailures: [...served.values()].map(({ failed }) => failed),
  });
  return { vm, session };
}

/** Milliseconds until a VM that has been saved has to have spoken when it goes on. @param plugged whether it is given devices */
export function patienceToResume({ accelerator }: StartMethod, plugged: boolean): number {
  if (accelerator !== 'kvm') return EMULATION_RESTORED;
  return plugged ? KVM_PLUGGED : KVM_RESTORED;
}

function patienceFor(method: StartMethod, saved?: GuestMemory, plugged = false): number {
  const { accelerator } = method;
  if (saved?.restored) return patienceToResume(method, plugged);
  return accelerator === 'kvm' ? KVM_PATIENCE : EMULATION_PATIENCE;
}

/** Waits for the guest init. Where it stays away, the VM is gone when this comes back. */
export async function settle(session: Session): Promise<SessionStart> {
  try {
    const start = await session.start.promise;
    if (start.kind !== 'hello') await session.ended.promise;
    return start;
  } catch (error) {
    await session.ended.promise;
    throw error;
  }
}

function startMachine(
  plan: MachinePlan,
  { accelerator, kernel }: StartMethod,
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
    commandLine: commandLineOf(plan, { accelerator, template: saved?.template }),
    ...{ disks, network, more: options.qemuOptions ?? [] },
    ports: [PORT],
    shares: shares.map(({ tag, type, directory, readOnly }) =>
      type === '9p'
        ? { tag, type, directory, readOnly }
        : { tag, type, connection: served.get(tag)!.connection },
    ),
  });
}
