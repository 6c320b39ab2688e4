import type { Verdict } from '../report/result.ts';
import type { Target } from '../workloads/workload.ts';
import type { Measurement } from './run-once.ts';
import { pairedRatio, type Summary, summarize, sums } from './statistics.ts';

/**
 * Is a target met? The median decides.
 *
 * @throws {Error} the target names a contender that is not there
 */
export function judge(target: Target, rows: ReadonlyMap<string, readonly Measurement[]>): Verdict {
  const values = (name: string): number[] => {
    const row = rows.get(name);
    if (row === undefined) throw new Error(`a target is about '${name}', which was not measured`);
    return row.map((each) => each[target.measure]);
  };
  const measured = measure(target, values);
  return { ...target, measured, met: measured.median <= target.limit };
}

function measure(target: Target, values: (name: string) => number[]): Summary {
  const subject = values(target.subject);
  if (target.of.length === 0) return summarize(subject);
  const { plus = 0 } = target;
  return pairedRatio(
    subject,
    sums(target.of.map(values)).map((value) => value + plus),
  );
}
