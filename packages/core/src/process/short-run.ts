import { setFlagsFromString } from 'node:v8';

/** V8 says so on standard error when it does not know a flag; these know them. */
const KNOWN = { oldest: 20, newest: 24 };

const FLAGS = [
  // Optimizing compilation only of what runs 30 times as long as by V8's own measure: what it optimizes within a second costs
  // more than it saves, a quarter of all processor time.
  '--interrupt-budget=2000000',
  // Young objects stay within the first megabytes: most of ours live until the end, and room for more is a tenth of all memory.
  '--semi-space-growth-factor=1',
];

let expected = false;

/** Tells V8 that the process will be over soon: for a command that builds, not for a program that goes on. */
export function expectShortRun(): void {
  const major = Number.parseInt(process.versions.node, 10);
  if (major < KNOWN.oldest || major > KNOWN.newest) return;
  expected = true;
  // Node's own modules that are wanted anyway: once flags are set, its compiled code of them is of no use.
  process.getBuiltinModule('node:worker_threads');
  performance.now();
  setFlags();
}

/** To be called every now and then: the heap of a new thread sets one of the flags back, for all threads. */
export function renewShortRun(): void {
  if (expected) setFlags();
}

function setFlags(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
