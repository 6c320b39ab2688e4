import type { AppliancePackage } from '@supermin/vm';
import { isInRegistry } from '../arguments/in-registry.ts';
import type { OptionValues } from '../arguments/option-values.ts';
import { withPulledAppliance } from '../artifact/pulled-appliance.ts';
import { type CommandContext, rootOf } from '../context/command-context.ts';
import { detach } from '../detached/detach.ts';
import { runDetached } from '../detached/run-detached.ts';
import { MODULES } from '../fast-start/bundle/modules.ts';
import { loadNamed } from '../named/load-named.ts';
import { packageRoots } from '../plugins/find-plugins.ts';
import { loadVmModule } from '../plugins/load-vm.ts';
import { runOptions } from '../run/run-options.ts';

type VmPackage = typeof import('@supermin/vm');

/** Boots a VM from this machine's packages, runs COMMAND in it, and ends with COMMAND's status. */
export async function runCommand(context: CommandContext): Promise<number> {
  const { names, options, log } = context.invocation;
  if (options.has('detach') && log === undefined) {
    const { newLog } = await loadNamed();
    return detach(context, newLog());
  }
  if (isInRegistry(names[0])) return withPulledAppliance(context, runHere);
  return runHere(context);
}

async function runHere(context: CommandContext): Promise<number> {
  const { names, options, log } = context.invocation;
  const vm = (await loadVmModule('@supermin/vm', MODULES)) as VmPackage;
  const argv = names.map((argument) => Buffer.from(argument, 'latin1'));
  const more = {
    ...runOptions(context, await rootOf(context), vm),
    appliancePackage: appliancePackage(options, vm),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  };
  const name = options.get('name');
  if (name === undefined) return (await vm.run(argv, more)).status;
  if (log !== undefined) return runDetached(vm, argv, more, { name, log });
  return (await vm.runNamed(argv, more, { name })).status;
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
