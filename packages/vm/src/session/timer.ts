/** What setTimeout takes at most, 24.8 days: it takes anything longer for a millisecond. */
const LONGEST = 2 ** 31 - 1;

export interface Timer {
  clear(): void;
}

/**
 * Does something once, after any time.
 *
 * @param milliseconds less than nothing is nothing; `Infinity` is never
 * @param holds whether the process waits for it
 */
export function startTimer(milliseconds: number, action: () => void, holds = true): Timer {
  let timer: NodeJS.Timeout;
  const wait = (left: number) => {
    const next = () => (left > LONGEST ? wait(left - LONGEST) : action());
    timer = setTimeout(next, Math.max(Math.min(left, LONGEST), 0));
    if (!holds) timer.unref();
  };
  wait(milliseconds);
  return { clear: () => clearTimeout(timer) };
}
