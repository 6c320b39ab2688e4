import type { Writable } from 'node:stream';
import type { BytePath } from '@supermin/core';
import type { JobExit } from '../session/guest-job.ts';
import type { InputData } from '../session/input-of.ts';
import type { WindowSize } from '../session/protocol.ts';
import type { Surroundings } from './surroundings.ts';

/** A command in a VM. */
export interface SpawnOptions extends Surroundings {
  /** Working directory in the VM. Default: `/`. */
  cwd?: BytePath;
  /** Gives the command a terminal, which joins its outputs in `stdout`. `true`: of 24 rows and 80 columns. Default: none. */
  tty?: boolean | WindowSize;
  /** Kills the command (SIGKILL); `exit` rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** A command that is waited for. */
export interface ExecOptions extends SpawnOptions {
  /** Text, bytes or a stream. Default: empty. */
  stdin?: InputData;
  /** Where the command's output goes. Default: into the result. */
  stdout?: Writable;
  stderr?: Writable;
  /** Bytes of each output that the result may have; a command that writes more is killed (`LIMIT_EXCEEDED`). Default: 64 MiB. */
  maxOutput?: number;
  /** Seconds after which the command is killed; the call fails with `JOB_TIMEOUT`, exit status 124. */
  timeout?: number;
}

export interface ExecResult extends JobExit {
  /** What the command wrote, as UTF-8; empty if it went to a stream. */
  stdout: string;
  stderr: string;
}
