import type { BytePath } from '@supermin/core';
import { type Places, withPlaces } from '../appliance/with-cache.ts';
import { collectOutputs } from '../job/collected-output.ts';
import { imageCommand, inImage } from '../job/image-job.ts';
import { sameUser, WHOLE_HOST } from '../job/same-user.ts';
import { guestTerm } from '../job/surroundings.ts';
import type { Argument } from '../session/fields.ts';
import { inputOf } from '../session/input-of.ts';
import { directoryInVm } from '../shares/shared-directory.ts';
import { applianceFor, sharesOf } from '../vm/appliance-for.ts';
import { wholeImageOf, withImageRoot } from '../vm/resolve-image.ts';
import type { Attendance } from './appliance-run.ts';
import { terminalHint, wantsTerminal } from './plan-job.ts';
import { runInAppliance } from './run-in-appliance.ts';
import type { RunOptions, RunResult } from './run-options.ts';

/** What runs in the appliance of a package when no command is given. */
const INIT = '/init';

/**
 * Runs one command in a VM of its own, made of packages that are installed on this machine, and stops the VM: what
 * `supermin run` does. Whatever happens, when this settles the VM and all of its helpers are gone.
 *
 * The package that owns the program is included. The appliance is built once and kept in the user's cache.
 *
 * @param argv program and arguments; the program is looked up on the guest's PATH. Empty: a shell, or `/init` of an
 *   appliance package
 * @returns also for a command that fails: see `status`
 * @throws SuperminError with `exitStatus` as a shell has it: `COMMAND_MISSING`, `COMMAND_NOT_FOUND` (127),
 *   `COMMAND_NOT_EXECUTABLE` (126), `RUN_TIMEOUT` (124), `VM_FAILED`, `SHARE_*`, `JOB_UNUSABLE` (125);
 *   `PACKAGES_MISSING`, `APPLIANCE_*`, `LIMIT_EXCEEDED`, `QEMU_MISSING`, `KVM_UNUSABLE` and all that core's `build()` throws; the reason
 *   of `signal`
 */
export async function run(
  argv: readonly Argument[] = [],
  options: RunOptions = {},
): Promise<RunResult> {
  return runAttended(argv, options);
}

/** The same, for a VM that others use as well. */
export async function runAttended(
  argv: readonly Argument[],
  options: RunOptions & Attendance,
): Promise<RunResult> {
  options.signal?.throwIfAborted();
  return withPlaces(options, async (places) => {
    const complete = await withImageRoot(options, places.cache);
    const image = wholeImageOf(complete);
    if (image === undefined) return runIn(places, argv, complete);
    const command = imageCommand(image.config, argv, options.entrypoint);
    return runIn(places, command, inImage(image.config, complete));
  });
}

async function runIn(
  places: Places,
  argv: readonly Argument[],
  options: RunOptions & Attendance,
): Promise<RunResult> {
  const shares = sharesOf(options);
  const cwd = directoryInVm(options.cwd, options.hostRoot ? [...shares, WHOLE_HOST] : shares);
  const { stdout, stderr, signal: full } = collectOutputs(options.maxOutput);
  const signals = [options.signal, full].filter((each) => each !== undefined);
  const job = {
    ...(options.hostRoot ? sameUser(options) : options),
    cwd,
    argv: argv.length === 0 && options.appliancePackage !== undefined ? [INIT] : argv,
    stdin: inputOf(options.stdin),
    stdout: options.stdout ?? stdout,
    stderr: options.stderr ?? stderr,
    signal: AbortSignal.any(signals),
  };
  const hint = terminalHint(job, job);
  if (hint !== undefined) options.report?.({ kind: 'warning', text: hint });
  // Who comes later may want one.
  const term = wantsTerminal(job, job) || options.attend ? guestTerm() : undefined;
  const purpose = { command: programOf(argv), cwd, term };
  const appliance = await applianceFor(options, purpose, shares, places);
  const { status } = await runInAppliance({ ...job, ...appliance });
  return { status, stdout: stdout.text, stderr: stderr.text };
}

function programOf([program]: readonly Argument[]): BytePath | undefined {
  return program === undefined ? undefined : Buffer.from(program).toString('latin1');
}
