import type { BytePath } from '@supermin/core';
import type { ExecOptions, ExecResult } from '../job/job-options.ts';
import type { VmOptions } from '../vm/vm-options.ts';
import type { CommandOptions } from './command-options.ts';

/** Everything that may be said of a run. Paths are byte strings, see `fromUnicode()` of core. */
export interface RunOptions
  extends VmOptions,
    CommandOptions,
    Pick<ExecOptions, 'stdin' | 'stdout' | 'stderr' | 'maxOutput'> {
  /** The command's directory in the VM; a relative one is where a share has it. Default: the current directory where it is shared, else `/`. */
  cwd?: BytePath;
  /** With `image`: what runs in the place of its entry point and command; empty for none. */
  entrypoint?: string;
}

export type RunResult = Omit<ExecResult, 'signal'>;
