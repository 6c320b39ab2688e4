/** Beyond it a Date is invalid; every filesystem's limits are far below. */
const LIMIT = 8.64e12;

/** What `utimes` and its kin of node:fs take for a time in seconds: they read a negative number as "now". */
export function toSystemTime(seconds: number): number | Date {
  const time = Math.min(Math.max(seconds, -LIMIT), LIMIT);
  return time < 0 ? new Date(Math.floor(time * 1000)) : time;
}
