import { sums } from '../measure/statistics.ts';
import { OURS } from './names.ts';
import type { Point, Target, Values } from './workload.ts';

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

/** A contender takes at most so many milliseconds. */
export function milliseconds(limit: number, contender = OURS): Target {
  return {
    text: `${contender === OURS ? '' : `${contender}: `}≤ ${limit} ms`,
    unit: 'seconds',
    limit: limit / 1000,
    figure: (values) => values(contender, 'seconds'),
  };
}

/** A contender takes at most so many seconds longer than another. */
export function moreBy(seconds: number, subject: string, than: string): Target {
  return {
    text: `${subject}: ≤ ${seconds * 1000} ms more`,
    unit: 'seconds',
    limit: seconds,
    figure: (values) => {
      const others = values(than, 'seconds');
      return values(subject, 'seconds').map((value, round) => value - others[round]!);
    },
  };
}

/** The largest of our processes has at most so many megabytes resident. */
export function memory(megabytes: number, contender = OURS): Target {
  return {
    text: `≤ ${megabytes} MB of memory`,
    unit: 'bytes',
    limit: megabytes * 1e6,
    // The largest of all runs: as in the tables.
    figure: (values: Values) => [Math.max(...values(contender, 'peakBytes'))],
  };
}

/** How far from a line growth may be before it is called another curve. */
const STRAIGHT = 1.5;

/** A file more costs at the last step at most half as much again as at the step before. */
export function growsInALine(points: readonly Point[], measure: 'seconds' | 'peakBytes'): Target {
  const [first, middle, last] = points.slice(-3) as [Point, Point, Point];
  return {
    text: `${measure === 'seconds' ? 'time' : 'memory'} grows in a line: a file at ${last.files} files costs ≤ ${STRAIGHT} times one at ${middle.files}`,
    unit: 'ratio',
    limit: STRAIGHT,
    figure: (values) => {
      const slopes = (from: Point, to: Point) => {
        const before = values(from.contender, measure);
        const slope = (value: number, round: number) =>
          (value - before[round]!) / (to.files - from.files);
        return values(to.contender, measure).map(slope);
      };
      const earlier = slopes(first, middle);
      return slopes(middle, last).map((slope, round) => slope / earlier[round]!);
    },
  };
}

/** One contender takes less time than another, by this part of it. */
export function sooner(part: number, subject: string, than: string): Target {
  const text = `${subject}: ≥ ${part * 100} % sooner than ${than}`;
  return { ...atMost(1 - part, subject, than), text };
}

/** One contender takes at most `times` the time of another. */
export function atMost(times: number, subject: string, than: string): Target {
  return {
    text: `${subject}: ≤ ${times} times ${than}`,
    unit: 'ratio',
    limit: times,
    figure: (values) => {
      const others = values(than, 'seconds');
      return values(subject, 'seconds').map((value, round) => value / others[round]!);
    },
  };
}
