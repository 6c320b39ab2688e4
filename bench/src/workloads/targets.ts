import { sums } from '../measure/statistics.ts';
import { OURS } from './names.ts';
import type { Target, Values } from './workload.ts';

/** Our command takes at most `1 / times` of another's time. */
export function faster(times: number, than: string): Target {
  return { ...within(1 / times, than), text: `≥ ${times} times faster than ${than}` };
}

/** Our command takes at most `times` the time of the others together. */
export function within(times: number, ...others: readonly string[]): Target {
  const sum = others.length === 1 ? others[0] : `(${others.join(' + ')})`;
  return {
    text: `≤ ${times} times ${sum}`,
    unit: 'ratio',
    limit: times,
    figure: (values) => {
      const whole = sums(others.map((name) => values(name, 'seconds')));
      return values(OURS, 'seconds').map((value, round) => value / whole[round]!);
    },
  };
}

/** Our command takes at most so many milliseconds. */
export function milliseconds(limit: number): Target {
  return {
    text: `≤ ${limit} ms`,
    unit: 'seconds',
    limit: limit / 1000,
    figure: (values) => values(OURS, 'seconds'),
  };
}

/** The largest of our processes has at most so many megabytes resident. */
export function memory(megabytes: number, contender = OURS): Target {
  return {
    text: `≤ ${megabytes} MB of memory`,
    unit: 'bytes',
    limit: megabytes * 1e6,
    figure: (values: Values) => values(contender, 'peakBytes'),
  };
}
