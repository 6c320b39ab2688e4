import { setFlagsFromString } from 'node:v8';

/** V8 says so on standard error when it does not know a flag; these know it. */
const KNOWN = { oldest: 20, newest: 24 };

/**
 * Optimizing compilation only of what runs 30 times as long as by V8's own measure: what it optimizes within a second costs more
 * than it saves, a quarter of all processor time.
 */
const FLAG = '--interrupt-budget=2000000';

/** Tells V8 that the process will be over soon. */
export function expectShortRun(): void {
  const major = Number.parseInt(process.versions.node, 10);
  if (major >= KNOWN.oldest && major <= KNOWN.newest) setFlagsFromString(FLAG);
}
