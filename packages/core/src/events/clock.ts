/** Milliseconds since some moment. Not `performance.now()`: for that Node loads eight modules. */
export function now(): number {
  const time = process.hrtime();
  return time[0] * 1e3 + time[1] / 1e6;
}
