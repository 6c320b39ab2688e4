import type { BytePath } from '../path/byte-path.ts';

export interface ProgramOptions {
  /** Environment on top of the inherited one, undefined takes a variable away; `LANG=C` and `LC_ALL=C` are always set. */
  environment?: Record<string, string | undefined>;
  /** An existing directory. */
  cwd?: BytePath;
  signal?: AbortSignal;
  /** What is to be installed where the program is missing, for the error's hint. */
  package?: string;
}

export interface RunOptions extends ProgramOptions {
  /** Written to the program's standard input, which is then closed. Default: empty. */
  input?: Uint8Array;
  /** Largest output kept, in bytes, a stream; more is an error. Default: 1 GiB. */
  limit?: number;
}

export interface RunResult {
  /** Exit status; 128+N when killed by signal N. */
  status: number;
  stdout: Buffer;
  stderr: Buffer;
}
