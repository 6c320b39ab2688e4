import { say } from '../progress.ts';
import type { ContenderResult, WorkloadResult } from '../report/result.ts';
import type { Scratch } from '../scratch.ts';
import type { Contender, Prepared, Workload } from '../workloads/workload.ts';
import { breakUpMemory } from './break-up-memory.ts';
import { mayDropCaches } from './cold.ts';
import { judge } from './judge.ts';
import { measureRounds } from './rounds.ts';
import { type Measurement, runOnce } from './run-once.ts';
import { measureStages } from './stages.ts';
import { pairedRatio, summarize } from './statistics.ts';
import { countSystemCalls } from './system-calls.ts';

/** A traced run takes ten times as long: not of those that take longer than this, in seconds. */
const TRACED = 2;

export interface MeasureOptions {
  runs: number;
  cold: boolean;
}

/**
 * Prepares a workload, has every contender do it once, compares what they made, and only then measures.
 *
 * @throws {UnequalError} the contenders' outputs differ
 */
export async function measureWorkload(
  { name, title, prepare }: Workload,
  scratch: Scratch,
  { runs, cold }: MeasureOptions,
): Promise<WorkloadResult> {
  const usage = scratch.path('usage');
  say(`${name}: preparing`);
  const prepared = await prepare(scratch);
  const { contenders, targets, input, compare, stages, rounds = 1 } = prepared;
  for (const contender of contenders) await runOnce(contender, usage);
  say(`${name}: comparing`);
  const compared = await compare();
  breakUpMemory();
  const names = contenders.map((each) => each.name).join(', ');
  say(`${name}: ${input}; ${runs * rounds} rounds of ${names}`);
  const warm = await measureRounds(contenders, { runs: runs * rounds, usage });
  say(`${name}: cold, system calls, stages`);
  const coldRows = await measureCold(prepared, { runs, usage, wanted: cold });
  const calls = new Map<Contender, number | undefined>();
  for (const [index, each] of contenders.entries()) {
    const { median } = summarize(warm[index]!.map(({ seconds }) => seconds));
    if (each.traced && median < TRACED) calls.set(each, await countSystemCalls(each, usage));
  }
  const rows = new Map(contenders.map((each, index) => [each.name, warm[index]!]));
  return {
    name,
    title,
    input,
    compared,
    contenders: contenders.map((each, index) => ({
      ...summarizeRow(each.name, warm[0]!, warm[index]!),
      systemCalls: calls.get(each),
      ...summarizeCold(coldRows.get(contenders[0]!.name), coldRows.get(each.name)),
    })),
    verdicts: targets.map((target) => judge(target, rows)),
    points: prepared.points ?? [],
    stages: stages === undefined ? [] : await measureStages(stages),
    bars: await measureBars(prepared),
  };
}

async function measureBars({ bars = [] }: Prepared) {
  const measured = [];
  for (const { name, contender } of bars) {
    measured.push({ name, stages: await measureStages(contender) });
  }
  return measured;
}

async function measureCold(
  { cold = [] }: Prepared,
  { wanted, ...options }: { runs: number; usage: string; wanted: boolean },
): Promise<Map<string, Measurement[]>> {
  if (!wanted || !mayDropCaches()) return new Map();
  const rows = await measureRounds(cold, { ...options, cold: true });
  return new Map(cold.map(({ name }, index) => [name, rows[index]!]));
}

function summarizeRow(
  name: string,
  ours: readonly Measurement[],
  row: readonly Measurement[],
): ContenderResult {
  return {
    name,
    seconds: summarize(row.map(({ seconds }) => seconds)),
    cpuSeconds: summarize(row.map(({ cpuSeconds }) => cpuSeconds)),
    peakBytes: Math.max(...row.map(({ peakBytes }) => peakBytes)),
    ratio: ratioOf(ours, row),
  };
}

function summarizeCold(
  ours: readonly Measurement[] = [],
  row: readonly Measurement[] = [],
): Pick<ContenderResult, 'coldSeconds' | 'coldRatio'> {
  if (row.length === 0) return {};
  return {
    coldSeconds: summarize(row.map(({ seconds }) => seconds)),
    coldRatio: ratioOf(ours, row),
  };
}

function ratioOf(ours: readonly Measurement[], other: readonly Measurement[]) {
  const secondsOf = (row: readonly Measurement[]) => row.map(({ seconds }) => seconds);
  return pairedRatio(secondsOf(ours), secondsOf(other));
}
