import { installHint, SuperminError } from '@supermin/core';
import type { AppliancePackage } from '@supermin/vm';
import type { OptionValues } from '../arguments/option-values.ts';
import { type CommandContext, hostOf } from '../context/command-context.ts';
import { importOptional } from '../fast-start/bundle/import-installed.ts';
import { packageRoots } from '../plugins/find-plugins.ts';
import { runOptions } from '../run/run-options.ts';

type VmPackage = typeof import('@supermin/vm');

/** Boots a VM from this machine's packages, runs COMMAND in it, and ends with COMMAND's status. */
export async function runCommand(context: CommandContext): Promise<number> {
  const { names, options } = context.invocation;
  const vm = await loadVm();
  const argv = names.map((argument) => Buffer.from(argument, 'latin1'));
  const { status } = await vm.run(argv, {
    ...runOptions(context, hostOf(context), vm),
    appliancePackage: appliancePackage(options, vm),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  });
  return status;
}

/** An optional dependency, like the plugins. */
async function loadVm(): Promise<VmPackage> {
  const name = '@supermin/vm';
  const missing = (cause?: unknown) =>
    new SuperminError('VM_MISSING', `the package ${name} is not installed`, {
      hint: installHint(name),
      cause,
    });
  let vm: unknown;
  try {
    vm = await importOptional(name);
  } catch (error) {
    throw missing(error);
  }
  if (vm === undefined) throw missing();
  return vm as VmPackage;
}

/** The package that `--appliance-package` names, among those that are installed beside the command. */
function appliancePackage(
  options: OptionValues,
  { locatePackage, readAppliancePackage }: VmPackage,
): AppliancePackage | undefined {
  const specification = options.get('appliance-package');
  if (specification === undefined) return undefined;
  return readAppliancePackage(locatePackage(specification, packageRoots()));
}
