import type { OptionSpec } from '../option-spec.ts';

/** Where `prepare` takes config files from. */
export const CONFIG_FILE_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'use-installed',
    commands: ['prepare'],
    help: 'take config files from this machine as they are',
  },
  {
    name: 'packager-config',
    value: 'FILE',
    commands: ['prepare'],
    help: "configuration file for the package manager's downloads",
  },
];
