import type { BytePath } from '@supermin/core';
import type { Argument } from '../session/fields.ts';
import type { ApplianceVm } from '../vm/appliance-vm.ts';
import type { Streams } from '../vm/streams.ts';
import type { CommandOptions } from './command-options.ts';

/** One command in a full appliance that is there. */
export interface ApplianceRun extends ApplianceVm, CommandOptions, Partial<Streams> {
  /** Program and arguments; the program is looked up on the guest's PATH. Default: a shell. */
  argv?: readonly Argument[];
  /** Working directory in the guest. Default: `/`. */
  cwd?: BytePath;
}

export interface RunOutcome {
  /** The command's exit status, 128+N when it was killed by signal N. */
  status: number;
}
