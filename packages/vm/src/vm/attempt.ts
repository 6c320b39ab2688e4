import type { BytePath } from '@supermin/core';
import type { Accelerator } from '../qemu/accelerator.ts';
import { startVm, type Vm } from '../qemu/vm.ts';
import { PORT } from '../session/protocol.ts';
import { Session } from '../session/session.ts';
import type { SessionStart } from '../session/session-options.ts';
import { type ServedDirectory, serveShares } from '../shares/serve-directory.ts';
import { kernelCommandLine } from './command-line.ts';
import type { MachinePlan } from './machine-plan.ts';
import { rootParameter } from './root-parameter.ts';

/** With KVM a guest says hello within a second or two; one that has not by then never will. */
const KVM_PATIENCE = 20_000;
/** Emulated, on a busy machine, it may take a while. */
const EMULATION_PATIENCE = 600_000;

/** What may be tried in more than one way. */
export interface Attempt {
  accelerator: Accelerator;
  kernel: BytePath;
}

/** A VM whose guest init is there, or what there was instead. */
export type Attempted =
  | { kind: 'running'; session: Session }
  | Exclude<SessionStart, { kind: 'hello' }>;

/** Starts one VM, with the daemons of its shares. All are gone when this fails, and when the session has ended. */
export async function attempt(plan: MachinePlan, how: Attempt): Promise<Attempted> {
  const { shares, daemon, options, memory, setup, deadline } = plan;
  const { temporaryDirectory, signal, report } = plan.choice;
  const served = serveShares(shares, daemon, temporaryDirectory, report);
  const release = () => {
    for (const directory of served.values()) directory.close();
  };
  let vm: Vm;
  try {
    vm = boot(plan, how, served);
  } catch (error) {
    release();
    throw error;
  }
  const session = new Session(vm, {
    ...{ setup, deadline, memory, signal, report, release, console: options.console },
    patience: how.accelerator === 'kvm' ? KVM_PATIENCE : EMULATION_PATIENCE,
    shareFailures: [...served.values()].map(({ failed }) => failed),
  });
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
  { options, choice, shares, disks, network, memory, cpus }: MachinePlan,
  { accelerator, kernel }: Attempt,
  served: ReadonlyMap<string, ServedDirectory>,
): Vm {
  const { qemu, machine, temporaryDirectory, report } = choice;
  return startVm({
    ...{ qemu, machine, accelerator, temporaryDirectory, report, memory, cpus },
    ...options.appliance,
    kernel,
    commandLine: kernelCommandLine({
      ...{ machine, accelerator, cpus, append: options.append },
      root: rootParameter(options.appliance),
      ...{ talkative: options.console !== undefined, network: network !== undefined },
      sync: disks.some(({ readOnly }) => !readOnly),
    }),
    ...{ disks, network, more: options.qemuOptions ?? [] },
    ports: [PORT],
    shares: shares.map(({ tag, type, directory, readOnly }) =>
      type === '9p'
        ? { tag, type, directory, readOnly }
        : { tag, type, connection: served.get(tag)!.connection },
    ),
  });
}
