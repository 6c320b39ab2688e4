import type { Random } from './random-numbers.ts';

/** One of the values, of which there is at least one. */
export function pick<T>(values: readonly T[], random: Random): T {
  return values[random(values.length)]!;
}
