const start = performance.now();

/** What is being done, and since when. */
export function say(text: string): void {
  const seconds = ((performance.now() - start) / 1000).toFixed(0).padStart(4);
  process.stderr.write(`${seconds} s  ${text}\n`);
}
