/** A flag of V8 with our value and its own. */
interface Flag {
  name: string;
  value: number;
  default: number;
}

// Young objects stay within the first megabytes: most of ours live until the end, and room for more is a tenth of all memory.
const SMALL_NURSERY: Flag = { name: 'semi-space-growth-factor', value: 1, default: 2 };

// Optimizing compilation only of what runs 30 times as long as by V8's own measure: what it optimizes within a second costs
// more than it saves, a quarter of all processor time.
const BY_BYTES: readonly Flag[] = [
  { name: 'interrupt-budget', value: 2_000_000, default: 67_584 },
  SMALL_NURSERY,
];

/** @param osr V8's own value of that flag, which varies */
function byCalls(osr: number): readonly Flag[] {
  return [
    { name: 'invocation-count-for-turbofan', value: 90_000, default: 3000 },
    { name: 'invocation-count-for-osr', value: 24_000, default: osr },
    { name: 'invocation-count-for-maglev', value: 12_000, default: 400 },
    { name: 'invocation-count-for-maglev-osr', value: 3000, default: 100 },
    SMALL_NURSERY,
  ];
}

/**
 * V8's flags by Node's major version. V8 tells the user on standard error of a flag that it does not know, so a version stands
 * here only if test-e2e/node-versions.test.ts runs it.
 */
const VERSIONS: Readonly<Record<string, Version>> = {
  20: { flags: BY_BYTES, reversible: true },
  22: { flags: byCalls(800), reversible: true },
  24: { flags: byCalls(500), reversible: false },
  26: { flags: byCalls(500), reversible: false },
};

interface Version {
  flags: readonly Flag[];
  /** Is V8, with its own flags again, the same to compiled code? If not, such code has to be loaded and kept with ours. */
  reversible: boolean;
}

const VERSION = VERSIONS[Number.parseInt(process.versions.node, 10)];

let flags: readonly Flag[] = [];
/** Stands for V8 and its flags, as they were. */
let tag = 0;

/**
 * Tells V8 that the process will be over soon: for a command that builds, not for a program that goes on. From then on Node
 * has to compile its own modules, which come compiled for V8's own flags: best when most are loaded, and a second thread is up.
 */
export function expectShortRun(): void {
  // Node's own modules are loaded here, and not before: most commands want none of them.
  if (VERSION === undefined || process.getBuiltinModule === undefined) return; // since 20.16 and 22.3
  flags = VERSION.flags;
  process.getBuiltinModule('node:worker_threads');
  process.getBuiltinModule('node:crypto');
  process.getBuiltinModule('node:zlib');
  tag = process.getBuiltinModule('node:v8').cachedDataVersionTag();
  renewShortRun();
}

/** The same before compiled code is loaded, where it would not be taken otherwise. */
export function expectShortRunEarly(): void {
  if (VERSION?.reversible === false) expectShortRun();
}

/** To be called every now and then: the heap of a new thread sets one of the flags back, for all threads. */
export function renewShortRun(): void {
  for (const { name, value } of flags) setFlag(name, value);
}

/**
 * Makes V8 ready to keep compiled code: it takes that only with the flags that it was made with, so it gets those back that a
 * process starts with, if that can be done.
 *
 * @returns false if they are not what they were
 */
export function endShortRun(): boolean {
  if (flags.length === 0) return true;
  if (VERSION?.reversible === false) {
    renewShortRun();
    return true;
  }
  for (const flag of flags) setFlag(flag.name, flag.default);
  flags = [];
  return process.getBuiltinModule('node:v8').cachedDataVersionTag() === tag;
}

function setFlag(name: string, value: number): void {
  process.getBuiltinModule('node:v8').setFlagsFromString(`--${name}=${value}`);
}
