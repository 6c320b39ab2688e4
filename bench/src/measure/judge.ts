import type { Verdict } from '../report/result.ts';
import type { Target } from '../workloads/workload.ts';
import type { Measurement } from './run-once.ts';
import { summarize } from './statistics.ts';

/**
 * Is a target met? The median decides.
 *
 * @throws {Error} the target looks at a contender that is not there
 */
export function judge(target: Target, rows: ReadonlyMap<string, readonly Measurement[]>): Verdict {
  const { text, unit, limit, figure } = target;
  const measured = summarize(
    figure((name, measure) => {
      const row = rows.get(name);
      if (row === undefined) throw new Error(`a target is about '${name}', which was not measured`);
      return row.map((each) => each[measure]);
    }),
  );
  return { text, unit, limit, measured, met: measured.median <= limit };
}
