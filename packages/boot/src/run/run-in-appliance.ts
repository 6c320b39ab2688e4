import os from 'node:os';
import type { BytePath, Report } from '@supermin/core';
import { kvmUnusable, vmFailed } from '../errors.ts';
import { architectureOf } from '../guest/architecture.ts';
import {
  type Accelerator,
  chooseAccelerator,
  rememberBrokenKvm,
  reportFallback,
} from '../qemu/accelerator.ts';
import { findQemu } from '../qemu/binary.ts';
import { machineFor } from '../qemu/machine.ts';
import { startVm } from '../qemu/vm.ts';
import { kernelCommandLine } from './command-line.ts';
import { guestFilesystems } from './guest-filesystems.ts';
import type { RunOptions, RunOutcome } from './options.ts';
import { planJob } from './plan-job.ts';
import { PORTS } from './protocol.ts';
import { serveShares } from './serve-directory.ts';
import { runSession, type SessionEnd } from './session.ts';
import { planShares } from './shares.ts';
import { unpackedKernel } from './unpacked-kernel.ts';
import { findVirtiofsd } from './virtiofsd.ts';

const DEFAULT_MEMORY = 1024;
const DEFAULT_TEMPORARY_DIRECTORY = '/var/tmp';
/** With KVM a guest says hello within a second or two; one that has not by then never will. */
const KVM_PATIENCE = 20_000;
/** Emulated, on a busy machine, it may take a while. */
const EMULATION_PATIENCE = 600_000;

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
export async function runInAppliance(options: RunOptions): Promise<RunOutcome> {
  const began = performance.now();
  const signal = options.signal ?? new AbortController().signal;
  const report: Report = options.report ?? (() => {});
  signal.throwIfAborted();
  const machine = machineFor(architectureOf(options.cpu ?? os.machine()));
  const qemu = options.qemu ?? findQemu(machine);
  const temporaryDirectory = options.temporaryDirectory ?? DEFAULT_TEMPORARY_DIRECTORY;
  const daemon = options.shares?.length ? findVirtiofsd() : '';
  const shares = planShares(options.shares ?? [], filesystems(options), daemon);
  const streams = {
    stdin: options.stdin === undefined ? process.stdin : options.stdin,
    stdout: options.stdout ?? process.stdout,
    stderr: options.stderr ?? process.stderr,
  };
  const { timeout } = options;
  const deadline =
    timeout === undefined ? undefined : { at: began + timeout * 1000, seconds: timeout };
  const { job, terminal } = planJob(options, streams, shares);
  const choice = {
    ...{ wish: options.accelerator ?? 'auto', machine, qemu, temporaryDirectory, signal, report },
    cacheDirectory: options.cacheDirectory,
  };

  const { cacheDirectory, cpus = 1, memory = DEFAULT_MEMORY } = options;
  const unpacked = await unpackedKernel(options.appliance.kernel, {
    ...{ machine, cacheDirectory, signal, report },
  });

  const attempt = async (
    accelerator: Accelerator,
    kernel: BytePath,
    onHello: () => void,
  ): Promise<SessionEnd> => {
    const served = serveShares(shares, daemon, temporaryDirectory, report);
    try {
      const vm = startVm({
        ...{ qemu, machine, accelerator, temporaryDirectory, report },
        ...options.appliance,
        kernel,
        ...{ memory, cpus },
        commandLine: kernelCommandLine({
          ...{ machine, accelerator, cpus },
          talkative: options.console !== undefined,
          append: options.append,
        }),
        ports: PORTS.map((name) => `supermin.${name}`),
        shares: shares.map(({ tag, type, directory, readOnly }) =>
          type === '9p'
            ? { tag, type, directory, readOnly }
            : { tag, type, connection: served.get(tag)!.connection },
        ),
      });
      return await runSession(vm, {
        ...streams,
        ...{ job, memory, terminal, deadline, signal, report, onHello, console: options.console },
        patience: accelerator === 'kvm' ? KVM_PATIENCE : EMULATION_PATIENCE,
        shareFailures: [...served.values()].map(({ failed }) => failed),
      });
    } finally {
      for (const directory of served.values()) directory.close();
    }
  };

  let accelerator = await chooseAccelerator(choice);
  const kernel = unpacked ?? options.appliance.kernel;
  let end = await attempt(accelerator, kernel, () => {});
  if (end.kind === 'silent' && accelerator === 'kvm' && choice.wish === 'auto') {
    const { fact } = end;
    reportFallback(report, fact);
    accelerator = 'tcg';
    // Only an emulated guest that does speak shows that KVM was to blame.
    end = await attempt(accelerator, kernel, () => rememberBrokenKvm(choice, fact));
  }
  // A QEMU that can't enter an unpacked kernel, or lacks the firmware for that, ends at once.
  if (end.kind === 'silent' && unpacked !== undefined) {
    end = await attempt(accelerator, options.appliance.kernel, () => {});
  }
  if (end.kind === 'silent') {
    if (choice.wish === 'kvm') throw kvmUnusable(end.fact);
    throw vmFailed(`the VM did not start: ${end.fact}`, end.console, end.hint);
  }
  return { status: end.status };
}

function filesystems({ shares, appliance }: RunOptions) {
  if (!shares?.length || appliance.modulesDirectory === undefined) return undefined;
  return guestFilesystems(appliance.modulesDirectory);
}
