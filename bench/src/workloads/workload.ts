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
  /** Its system calls are counted. */
  traced?: boolean;
  /** The run is over when this text is in its standard output; the program is killed then. Default: when it ends. */
  until?: string;
  /** It says itself how many milliseconds count, as the last line of its standard output. Default: all of its time. */
  tells?: boolean;
}

/** Figures of one contender, a value for each round. */
export type Values = (contender: string, measure: 'seconds' | 'peakBytes') => number[];

/** What a workload is expected to reach. */
export interface Target {
  /** As it is agreed on. */
  text: string;
  unit: 'ratio' | 'seconds' | 'bytes';
  /** What is looked at, round by round; the median counts. */
  figure: (values: Values) => number[];
  /** At most so much. */
  limit: number;
}

/** A contender whose work has a size. */
export interface Point {
  contender: string;
  files: number;
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
  stages?: Contender;
  /** The same in different situations, which a picture has beside one another. */
  bars?: readonly { name: string; contender: Contender }[];
  /** What is plotted over the number of files. */
  points?: readonly Point[];
  /** So many times as many rounds as others get, for what varies more. Default 1. */
  rounds?: number;
  /** Those that are also measured with cold caches. */
  cold?: readonly Contender[];
}

export interface Workload {
  name: string;
  title: string;
  prepare: (scratch: Scratch) => Promise<Prepared>;
}
