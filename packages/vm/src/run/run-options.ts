import type { Writable } from 'node:stream';
import type { BytePath } from '@supermin/core';
import type { InputData } from '../session/input-of.ts';
import type { VmOptions } from '../vm/vm-options.ts';
import type { CommandOptions } from './command-options.ts';

/** Everything that may be said of a run. Paths are byte strings, see `fromUnicode()` of core. */
export interface RunOptions extends VmOptions, CommandOptions {
  /** The command's directory in the VM; a relative one is where a share has it. Default: the current directory where it is shared, else `/`. */
  cwd?: BytePath;
  /** With `image`: what runs in the place of its entry point and command; empty for none. */
  entrypoint?: string;
  /** Text, bytes or a stream. Default: empty. */
  stdin?: InputData;
  /** Where the command's output goes. Default: into the result. */
  stdout?: Writable;
  stderr?: Writable;
  /** Bytes of each output that the result may have; a command that writes more is killed (`LIMIT_EXCEEDED`). Default: 64 MiB. */
  maxOutput?: number;
}

export interface RunResult {
  /** The command's exit status, 128+N when it was killed by signal N. */
  status: number;
  /** What the command wrote, as UTF-8; empty if it went to a stream. */
  stdout: string;
  stderr: string;
}
