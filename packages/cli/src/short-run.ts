import { setFlagsFromString } from 'node:v8';

/** V8 says so on standard error when it does not know a flag; these know this one. */
const KNOWN = { oldest: 20, newest: 24 };

/**
 * Has V8 compile with optimization only what runs for long: 30 times its own measure. A build is over in less than a second,
 * and what V8 optimizes in that time costs more than it saves (a quarter of all processor time).
 */
export function expectShortRun(): void {
  const major = Number.parseInt(process.versions.node, 10);
  if (major >= KNOWN.oldest && major <= KNOWN.newest)
    setFlagsFromString('--interrupt-budget=2000000');
}
