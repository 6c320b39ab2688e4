/** Figures of programs that did not do the same work are worth nothing, so there are none. */
export class UnequalError extends Error {
  constructor(
    readonly first: string,
    readonly second: string,
    readonly differences: readonly string[],
  ) {
    const shown = differences.slice(0, 10).map((line) => `\n  ${line}`);
    const more = differences.length > 10 ? `\n  and ${differences.length - 10} more` : '';
    super(
      `${first} and ${second} are not the same; there is nothing to compare:${shown.join('')}${more}`,
    );
  }
}
