import { readFileSync, rmSync } from 'node:fs';
import { run } from '@supermin/test-support/programs';
import type { Contender } from '../workloads/workload.ts';

/**
 * How many system calls one run makes, all processes together, as strace counts them.
 *
 * @returns undefined where strace is missing or may not trace
 */
export async function countSystemCalls(
  contender: Contender,
  report: string,
): Promise<number | undefined> {
  if (contender.until !== undefined) return undefined;
  if (contender.output !== undefined) rmSync(contender.output, { recursive: true, force: true });
  rmSync(report, { force: true });
  try {
    await run('strace', ['-f', '-c', '-o', report, ...contender.argv], {
      env: contender.env,
      timeout: 600_000,
    });
    return totalOf(readFileSync(report, 'latin1'));
  } catch {
    return undefined;
  }
}

/** From the last line of `strace -c`: `100.00    0.123456           4     12345        67 total`. */
export function totalOf(table: string): number | undefined {
  const found = /^\s*100\.00\s+[\d.]+\s+(?:\d+\s+)?(\d+)\s+(?:\d+\s+)?total$/m.exec(table);
  return found === null ? undefined : Number(found[1]);
}
