import type { Accelerator } from '../qemu/accelerator.ts';
import type { VmPlan } from '../qemu/arguments.ts';
import type { MachinePlan } from './machine-plan.ts';
import { rootParameter } from './root-parameter.ts';

export interface CommandLineOptions extends Pick<VmPlan, 'machine' | 'accelerator' | 'cpus'> {
  /** `root=UUID=...`, or where the init is */
  root: string;
  /** Whether somebody listens to the console. */
  talkative: boolean;
  /** Whether the guest has a network card. */
  network: boolean;
  /** Whether the VM is to be saved when it is ready. */
  template?: boolean;
  /** The user's own words; they come last and so win. */
  append?: string | undefined;
}

/** The kernel's command line of a VM. */
export function commandLineOf(
  { options, choice, network, cpus }: MachinePlan,
  { accelerator, template }: { accelerator: Accelerator; template?: boolean | undefined },
): string {
  return kernelCommandLine({
    ...{ machine: choice.machine, accelerator, cpus, append: options.append },
    root: rootParameter(options.appliance),
    ...{ talkative: options.console !== undefined, network: network !== undefined },
    template: template ?? false,
  });
}

/**
 * The kernel's command line for a run: quiet unless somebody listens, and without work that a guest of a few
 * seconds has no use for.
 */
export function kernelCommandLine({
  root,
  machine,
  accelerator,
  cpus,
  talkative,
  network,
  template = false,
  append = '',
}: CommandLineOptions): string {
  const { kernelOptions, oneCpu } = machine.emulation;
  return [
    root,
    'supermin.run',
    ...(network ? ['supermin.net'] : []),
    ...(template ? ['supermin.template'] : []),
    `console=${machine.console}`,
    'panic=-1', // at once, and QEMU ends with it
    'cryptomgr.notests', // 0.35 s of self-tests when emulated
    'usbcore.nousb', // there is none
    'mitigations=off', // one command as root has nobody to be protected from; they slow emulation
    'selinux=0', // labels of the host's files mean nothing here
    ...machine.kernelOptions,
    ...(accelerator === 'tcg' ? kernelOptions : []),
    ...(accelerator === 'tcg' && cpus === 1 ? oneCpu : []),
    ...(talkative ? [] : ['quiet']),
    ...(append.trim() === '' ? [] : [append.trim()]),
  ].join(' ');
}
