import type { BytePath } from '@supermin/core';
import type { Command } from './command-names.ts';
import type { OptionValues } from './option-values.ts';
/** What the command line asks for. */
export interface Invocation {
  /** Undefined if none was named: then only `help` and `version` make sense. */
  command: Command | undefined;
  /** True for `supermin --build`, whose errors read as supermin 5's. */
  legacy: boolean;
  /** Names after the options: packages, inputs, or COMMAND and its arguments. */
  names: string[];
  options: OptionValues;
  /** Of `run --detach`, in the process that has the VM: the file that its output goes to. */
  log?: BytePath;
}
