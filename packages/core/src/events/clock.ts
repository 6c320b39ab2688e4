/** Milliseconds since some moment. Not `performance.now()`: for that Node loads eight modules. */
export function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}
