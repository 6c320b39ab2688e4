/** A quarter of a million years: every filesystem's limits are far below. */
const LIMIT = 8.64e12;

/** What `utimes` and similar functions of node:fs take for a time in seconds. A negative number means "now" to them; as text it is a time. */
export function toSystemTime(seconds: number): number | string {
  const time = Math.min(Math.max(seconds, -LIMIT), LIMIT);
  return time < 0 ? String(time) : time;
}
