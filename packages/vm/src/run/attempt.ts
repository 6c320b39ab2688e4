import type { BytePath } from '@supermin/core';
import type { Accelerator } from '../qemu/accelerator.ts';
import { startVm, type Vm } from '../qemu/vm.ts';
import { PORTS } from '../session/protocol.ts';
import { runSession } from '../session/session.ts';
import type { SessionEnd } from '../session/session-options.ts';
import { type ServedDirectory, serveShares } from '../shares/serve-directory.ts';
import { kernelCommandLine } from './command-line.ts';
import { rootParameter } from './root-parameter.ts';
import type { RunPlan } from './run-plan.ts';

/** With KVM a guest says hello within a second or two; one that has not by then never will. */
const KVM_PATIENCE = 20_000;
/** Emulated, on a busy machine, it may take a while. */
const EMULATION_PATIENCE = 600_000;

/** What may be tried in more than one way. */
export interface Attempt {
  accelerator: Accelerator;
  kernel: BytePath;
  /** Called at the first sign of life of the guest init. */
  onHello?: () => void;
}

/** One VM from start to end, with the daemons of its shares. All are gone when this settles. */
export async function attempt(plan: RunPlan, how: Attempt): Promise<SessionEnd> {
  const { shares, daemon, options, memory } = plan;
  const { temporaryDirectory, signal, report } = plan.choice;
  const served = serveShares(shares, daemon, temporaryDirectory, report);
  try {
    return await runSession(boot(plan, how, served), {
      ...plan.streams,
      ...{ job: plan.job, terminal: plan.terminal, deadline: plan.deadline },
      ...{ memory, signal, report, console: options.console },
      onHello: how.onHello ?? (() => {}),
      patience: how.accelerator === 'kvm' ? KVM_PATIENCE : EMULATION_PATIENCE,
      shareFailures: [...served.values()].map(({ failed }) => failed),
    });
  } finally {
    for (const directory of served.values()) directory.close();
  }
}

function boot(
  { options, choice, shares, disks, network, memory, cpus }: RunPlan,
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
      root: rootParameter(options.appliance.root),
      ...{ talkative: options.console !== undefined, network: network !== undefined },
      sync: disks.some(({ readOnly }) => !readOnly),
    }),
    ...{ disks, network, more: options.qemuOptions ?? [] },
    ports: PORTS.map((name) => `supermin.${name}`),
    shares: shares.map(({ tag, type, directory, readOnly }) =>
      type === '9p'
        ? { tag, type, directory, readOnly }
        : { tag, type, connection: served.get(tag)!.connection },
    ),
  });
}
