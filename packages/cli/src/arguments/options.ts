import type { OptionSpec } from './option-spec.ts';
import { COMMAND_IN_VM_OPTIONS } from './option-tables/command-in-vm.ts';
import { CONFIG_FILE_OPTIONS } from './option-tables/config-files.ts';
import { GENERAL_OPTIONS } from './option-tables/general.ts';
import { INSPECT_OPTIONS } from './option-tables/inspect.ts';
import { MACHINE_OPTIONS } from './option-tables/machine.ts';
import { OUTPUT_OPTIONS } from './option-tables/output.ts';
import { PACKAGE_OPTIONS } from './option-tables/packages.ts';
import { ROOT_OPTIONS } from './option-tables/root.ts';
import { VM_OPTIONS } from './option-tables/vm.ts';

/** Every option of the command line, once: the parser, the help and the manual are made from it, in this order. */
export const OPTIONS: readonly OptionSpec[] = [
  ...OUTPUT_OPTIONS,
  ...INSPECT_OPTIONS,
  ...CONFIG_FILE_OPTIONS,
  ...VM_OPTIONS,
  ...COMMAND_IN_VM_OPTIONS,
  ...MACHINE_OPTIONS,
  ...ROOT_OPTIONS,
  ...PACKAGE_OPTIONS,
  ...GENERAL_OPTIONS,
];

/** The options that supermin 5 has: it takes each of them in either mode. */
export const SUPERMIN5_OPTIONS: ReadonlySet<string> = new Set([
  ...['output', 'format', 'size', 'if-newer', 'lock', 'copy-kernel', 'host-cpu'],
  ...['include-packagelist', 'use-installed', 'packager-config', 'verbose', 'help', 'version'],
]);

/** Words of supermin 5's command line that choose what to do. */
export const LEGACY_SWITCHES = ['prepare', 'build', 'list-drivers', 'names', 'dtb'] as const;
