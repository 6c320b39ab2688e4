import { Readable } from 'node:stream';
import { type BytePath, cpuOf, localHost, realPath } from '@supermin/core';
import { type Appliance, applianceFiles, isSmallAppliance } from '../appliance/appliance-files.ts';
import { buildAppliance, type Purpose } from '../appliance/build-appliance.ts';
import { packageRoots } from '../appliance/installed-plugins.ts';
import { modulesDirectoryOf } from '../appliance/modules-directory.ts';
import type { Carrier } from '../appliance/recipe.ts';
import { withCache } from '../appliance/with-cache.ts';
import { locatePackage } from '../appliance-package/locate.ts';
import { readAppliancePackage } from '../appliance-package/read-package.ts';
import type { Argument } from '../session/fields.ts';
import { directoryInVm, resolveShare } from '../shares/shared-directory.ts';
import { CollectedOutput } from './collected-output.ts';
import { guestTerm, terminalHint, wantsTerminal } from './plan-job.ts';
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
 *   `PACKAGES_MISSING`, `APPLIANCE_*`, `QEMU_MISSING`, `KVM_UNUSABLE` and all that core's `build()` throws; the reason
 *   of `signal`
 */
export async function run(
  argv: readonly Argument[] = [],
  options: RunOptions = {},
): Promise<RunResult> {
  options.signal?.throwIfAborted();
  return withCache(options, (cache) => runWithCache(argv, options, cache));
}

async function runWithCache(
  argv: readonly Argument[],
  options: RunOptions,
  cache: BytePath,
): Promise<RunResult> {
  const { host = localHost() } = options;
  const shares = (options.shares ?? []).map(resolveShare);
  const cwd = directoryInVm(options.cwd, shares);
  const carrier = carrierOf(options);
  const stdout = new CollectedOutput();
  const stderr = new CollectedOutput();
  const job = {
    ...options,
    ...{ cwd, shares, cacheDirectory: cache },
    argv: argv.length === 0 && options.appliancePackage !== undefined ? [INIT] : argv,
    stdin: inputOf(options.stdin),
    stdout: options.stdout ?? stdout,
    stderr: options.stderr ?? stderr,
  };
  const hint = terminalHint(job, job);
  if (hint !== undefined) options.report?.({ kind: 'warning', text: hint });
  const term = wantsTerminal(job, job) ? guestTerm() : undefined;
  const purpose = { command: programOf(argv), cwd, shares, term, carrier };
  const appliance = await applianceFor(options, purpose, cache);
  if (shares.length > 0) appliance.modulesDirectory = modulesDirectoryOf(appliance.kernel, host);
  const { status } = await runInAppliance({ ...job, appliance, cpu: cpuOf(host) });
  return { status, stdout: stdout.text, stderr: stderr.text };
}

async function applianceFor(
  options: RunOptions,
  purpose: Purpose,
  cache: BytePath,
): Promise<Appliance> {
  const { appliance } = options;
  const isFull = appliance !== undefined && !isSmallAppliance(appliance);
  return applianceFiles(isFull ? appliance : await buildAppliance(options, purpose, cache));
}

/** What carries the packages and files of the VM, if a package or a small appliance does. */
function carrierOf({ appliance, appliancePackage: wanted }: RunOptions): Carrier | undefined {
  if (appliance !== undefined && isSmallAppliance(appliance)) {
    const path = realPath(appliance);
    return { name: path, version: '', appliance: path, files: undefined };
  }
  if (typeof wanted !== 'string') return wanted;
  return readAppliancePackage(locatePackage(wanted, packageRoots()));
}

function programOf([program]: readonly Argument[]): BytePath | undefined {
  return program === undefined ? undefined : Buffer.from(program).toString('latin1');
}

function inputOf(input: RunOptions['stdin']): Readable | null {
  if (typeof input !== 'string' && !(input instanceof Uint8Array)) return input ?? null;
  return Readable.from([Buffer.from(input)]);
}
