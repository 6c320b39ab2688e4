import { readFileSync } from 'node:fs';
import { run } from '@supermin/test-support/programs';
import { retire } from '../retire.ts';
import type { Contender } from '../workloads/workload.ts';
import { runUntil } from './run-until.ts';

/** One run, or the mean of a contender's repeats. */
export interface Measurement {
  /** Wall time. */
  seconds: number;
  /** User and system time of all processes. */
  cpuSeconds: number;
  /** Largest resident set of any single process; 0: not measured. */
  peakBytes: number;
}

/** Repeats a command without a process of its own for each round: `sh -c REPEAT sh COUNT PROGRAM...`. */
const REPEAT = 'n=$1; shift; while [ "$n" -gt 0 ]; do "$@" || exit; n=$((n - 1)); done';

/** What GNU time writes: wait4(2)'s figures of the program and of all that it waited for. */
const FORMAT = '%U %S %M';

/**
 * Runs a contender by GNU time, which is small: the resident set of a large parent would count as the child's.
 *
 * @throws {Error} it failed; with all that it said
 */
export async function runOnce(contender: Contender, usage: string): Promise<Measurement> {
  if (contender.output !== undefined) retire(contender.output);
  if (contender.until !== undefined) return runUntil(contender, contender.until);
  const repeat = contender.repeat ?? 1;
  const command =
    repeat === 1 ? contender.argv : ['sh', '-c', REPEAT, 'sh', String(repeat), ...contender.argv];
  const start = performance.now();
  const { status, stdout, stderr } = await run(
    '/usr/bin/time',
    ['-o', usage, '-f', FORMAT, ...command],
    { env: contender.env, timeout: 600_000 },
  );
  const whole = performance.now() - start;
  if (status !== 0) {
    throw new Error(
      `${contender.name}: ${command.join(' ')}: status ${status}\n${stdout}${stderr}`,
    );
  }
  const counted = contender.tells ? Number(stdout.trim().split('\n').at(-1)) : whole;
  const seconds = counted / 1000 / repeat;
  const [user = 0, system = 0, kilobytes = 0] = readFileSync(usage, 'latin1')
    .trim()
    .split(' ')
    .map(Number);
  return { seconds, cpuSeconds: (user + system) / repeat, peakBytes: kilobytes * 1024 };
}
