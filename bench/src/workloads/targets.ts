import { OURS } from './names.ts';
import type { Target } from './workload.ts';

/** Our command takes at most `1 / times` of another's time. */
export function faster(times: number, than: string): Target {
  return {
    text: `≥ ${times} times faster than ${than}`,
    subject: OURS,
    measure: 'seconds',
    of: [than],
    limit: 1 / times,
  };
}

/** Our command takes at most `times` the time of the others together. */
export function within(times: number, ...of: readonly string[]): Target {
  const sum = of.length === 1 ? of[0] : `(${of.join(' + ')})`;
  return { text: `≤ ${times} times ${sum}`, subject: OURS, measure: 'seconds', of, limit: times };
}

/** The largest of our processes has at most so many megabytes resident. */
export function memory(megabytes: number): Target {
  return {
    text: `≤ ${megabytes} MB of memory`,
    subject: OURS,
    measure: 'peakBytes',
    of: [],
    limit: megabytes * 1e6,
  };
}
