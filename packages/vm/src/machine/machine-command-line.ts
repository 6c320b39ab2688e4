import type { Accelerator } from '../qemu/accelerator.ts';
import { kernelCommandLine } from './command-line.ts';
import type { MachinePlan } from './machine-plan.ts';
import { rootParameter } from './root-parameter.ts';

/** The kernel's command line of a VM. */
export function commandLineOf(
  { options, choice, network, cpus }: MachinePlan,
  { accelerator, template }: { accelerator: Accelerator; template?: boolean | undefined },
): string {
  return kernelCommandLine({
    ...{ machine: choice.machine, accelerator, cpus, append: options.append },
    root: rootParameter(options.appliance),
    ...{ talkative: options.console !== undefined, network },
    template: template ?? false,
  });
}
