/** The middle one, and how far the others are from it. */
export interface Summary {
  median: number;
  minimum: number;
  maximum: number;
  count: number;
}

/** @throws {RangeError} there are no values */
export function summarize(values: readonly number[]): Summary {
  if (values.length === 0) throw new RangeError('nothing was measured');
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return {
    median: sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2,
    minimum: sorted[0]!,
    maximum: sorted.at(-1)!,
    count: sorted.length,
  };
}

/**
 * How many times as much the first takes as the second, round by round: what disturbed a round disturbed both.
 *
 * @throws {RangeError} not as many rounds of one as of the other
 */
export function pairedRatio(subject: readonly number[], other: readonly number[]): Summary {
  if (subject.length !== other.length) throw new RangeError('rounds without a partner');
  return summarize(subject.map((value, round) => value / other[round]!));
}

/** Round by round the sum of several measurements. */
export function sums(rows: readonly (readonly number[])[]): number[] {
  const [first = [], ...rest] = rows;
  return first.map((value, round) => rest.reduce((sum, row) => sum + row[round]!, value));
}
