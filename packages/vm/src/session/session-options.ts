import type { Readable, Writable } from 'node:stream';
import type { Report } from '@supermin/core';
import type { Job } from './job.ts';
import type { Terminal } from './terminal.ts';

export interface SessionOptions {
  job: Job;
  /** MiB. */
  memory: number;
  stdin: Readable | null;
  stdout: Writable;
  stderr: Writable;
  /** The user's terminal, when the command's is to be connected with it. */
  terminal: Terminal | undefined;
  /** How long the guest may take to say hello, in milliseconds. */
  patience: number;
  /** `performance.now()` at which the run is over, and the `--timeout` that said so in seconds. */
  deadline: { at: number; seconds: number } | undefined;
  console: ((chunk: Buffer) => void) | undefined;
  signal: AbortSignal;
  report: Report;
  /** Called at the first sign of life of the guest init. */
  onHello: () => void;
  /** Settles with a reason when a share's daemon fails. */
  shareFailures: readonly Promise<string | undefined>[];
}

/** How a session ends, other than by an error. */
export type SessionEnd =
  | { kind: 'exit'; status: number }
  /** The guest never said a word; an accelerator that does not work looks like this. */
  | { kind: 'silent'; fact: string; hint?: string; console: string };
