// Young objects stay within the first megabytes: most of ours live until the end, and room for more is a tenth of all memory.
const SMALL_NURSERY = '--semi-space-growth-factor=1';

// Optimizing compilation only of what runs 30 times as long as by V8's own measure: what it optimizes within a second costs
// more than it saves, a quarter of all processor time.
const BY_BYTES = ['--interrupt-budget=2000000', SMALL_NURSERY];
const BY_CALLS = [
  '--invocation-count-for-turbofan=90000',
  '--invocation-count-for-osr=24000',
  '--invocation-count-for-maglev=12000',
  '--invocation-count-for-maglev-osr=3000',
  SMALL_NURSERY,
];

/**
 * V8's flags by Node's major version. V8 tells the user on standard error of a flag that it does not know, so a version stands
 * here only if test-e2e/node-versions.test.ts runs it.
 */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  20: BY_BYTES,
  22: BY_CALLS,
  24: BY_CALLS,
  26: BY_CALLS,
};

let flags: readonly string[] = [];

/** Tells V8 that the process will be over soon: for a command that builds, not for a program that goes on. */
export function expectShortRun(): void {
  const known = FLAGS[Number.parseInt(process.versions.node, 10)];
  // Node's own modules are loaded here, and not before: most commands want none of them.
  if (known === undefined || process.getBuiltinModule === undefined) return; // since 20.16 and 22.3
  flags = known;
  // Node's own modules that are wanted anyway: once flags are set, its compiled code of them is of no use.
  process.getBuiltinModule('node:worker_threads');
  process.getBuiltinModule('node:crypto');
  process.getBuiltinModule('node:zlib');
  performance.now();
  renewShortRun();
}

/** To be called every now and then: the heap of a new thread sets one of the flags back, for all threads. */
export function renewShortRun(): void {
  if (flags.length === 0) return;
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const flag of flags) setFlagsFromString(flag);
}
