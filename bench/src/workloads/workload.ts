import type { Scratch } from '../scratch.ts';

/** One of the programs that are measured side by side. */
export interface Contender {
  name: string;
  argv: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Removed before each run. */
  output?: string;
  /** Runs in one measurement, for what is too short for a single one; the figures are per run. Default 1. */
  repeat?: number;
  /** The run is over when this text is in its standard output; the program is killed then. Default: when it ends. */
  until?: string;
}

/** What one contender of a workload is expected to reach. */
export interface Target {
  /** As the issue of the targets has it. */
  text: string;
  /** Name of the contender it is for. */
  subject: string;
  measure: 'seconds' | 'peakBytes';
  /** Whose figures, added up, are 1; empty: the limit is in seconds or bytes. */
  of: readonly string[];
  /** Added to the figures of `of`, in seconds. */
  plus?: number;
  /** At most so much. */
  limit: number;
}

export interface Prepared {
  /** The first one is this project's. */
  contenders: readonly Contender[];
  targets: readonly Target[];
  /** What the input is, in words: how many files, how many bytes. */
  input: string;
  /**
   * Called after every contender ran once and before anything is measured.
   *
   * @returns what was found equal, a line each
   * @throws {UnequalError} the contenders did not do the same work
   */
  compare: () => Promise<string[]>;
  /** Our command with `--timings`, for the picture of its stages. */
  stages?: readonly string[];
  /** Those that are also measured with cold caches. */
  cold?: readonly Contender[];
}

export interface Workload {
  name: string;
  title: string;
  prepare: (scratch: Scratch) => Promise<Prepared>;
}
