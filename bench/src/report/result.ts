import type { Summary } from '../measure/statistics.ts';
import type { Point, Target } from '../workloads/workload.ts';

/** What is known of one contender of a workload. */
export interface ContenderResult {
  name: string;
  seconds: Summary;
  cpuSeconds: Summary;
  /** Of the largest process, in the largest of all runs; 0: not measured. */
  peakBytes: number;
  systemCalls?: number;
  /** Our time as a multiple of this one's, round by round; of ours: 1. */
  ratio: Summary;
  /** The same with cold caches. */
  coldSeconds?: Summary;
  coldRatio?: Summary;
}

export interface Verdict extends Omit<Target, 'figure'> {
  /** In the unit of the limit. */
  measured: Summary;
  met: boolean;
}

export interface Stage {
  name: string;
  milliseconds: number;
}

export interface WorkloadResult {
  name: string;
  title: string;
  input: string;
  compared: readonly string[];
  contenders: readonly ContenderResult[];
  verdicts: readonly Verdict[];
  stages: readonly Stage[];
  /** The same of several situations, beside one another. */
  bars?: readonly { name: string; stages: readonly Stage[] }[];
  /** Of what is plotted over the number of files. */
  points: readonly Point[];
}

/** One run of the bench: what its JSON file holds. */
export interface BenchResult {
  date: string;
  machine: string;
  runs: number;
  workloads: readonly WorkloadResult[];
}
