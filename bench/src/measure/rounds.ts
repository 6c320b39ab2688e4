import type { Contender } from '../workloads/workload.ts';
import { dropCaches } from './cold.ts';
import { roundOrder } from './order.ts';
import { type Measurement, runOnce } from './run-once.ts';

export interface RoundOptions {
  runs: number;
  /** Where GNU time may write. */
  usage: string;
  /** Empties the page cache before each run. */
  cold?: boolean;
}

/**
 * Measures contenders interleaved, each once a round, in an order that differs from round to round.
 *
 * @returns a row for each contender, in their order, with as many measurements as there are rounds
 */
export async function measureRounds(
  contenders: readonly Contender[],
  { runs, usage, cold = false }: RoundOptions,
): Promise<Measurement[][]> {
  const rows = contenders.map((): Measurement[] => []);
  for (let round = 0; round < runs; round++) {
    for (const index of roundOrder(contenders.length, round)) {
      if (cold) dropCaches();
      rows[index]!.push(await runOnce(contenders[index]!, usage));
    }
  }
  return rows;
}
