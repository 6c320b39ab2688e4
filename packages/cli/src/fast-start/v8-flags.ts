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

// The functions that set flags came with 20.16 and 22.3.
const VERSION =
  process.getBuiltinModule === undefined
    ? undefined
    : VERSIONS[Number.parseInt(process.versions.node, 10)];

/** Of the process, as V8's flags are. */
let state: 'none' | 'expected' | 'set' = 'none';
/** Stands for V8 and its flags, as they were. */
let tag: number | undefined;
/** True while V8 keeps what it has compiled. */
let holding = false;

/**
 * Tells that the process will be over soon; before compiled code is loaded. V8 gets its flags with the first call of
 * `renewShortRun`: from then on Node has to compile its own modules, which come compiled for V8's own flags, and a thread
 * takes twice as long to start. Where compiled code would not be taken otherwise, V8 gets them at once.
 */
export function expectShortRun(): void {
  if (VERSION === undefined) return;
  state = 'expected';
  if (!VERSION.reversible) renewShortRun();
}

/** To be called every now and then: the heap of a new thread sets one of the flags back, for all threads. */
export function renewShortRun(): void {
  if (VERSION === undefined || state === 'none') return;
  if (state === 'expected') loadNodesModules();
  state = 'set';
  for (const { name, value } of VERSION.flags) setFlag(name, value);
}

/**
 * V8 drops the code of functions that have not run for a few collections: in a job that takes long, of all that belongs to the start.
 * Until `endShortRun` it keeps what is to be kept for the next one. Not where its flags cannot be set back.
 */
export function holdCompiled(): void {
  if (!VERSION?.reversible) return;
  noteTag();
  holding = true;
  process.getBuiltinModule('node:v8').setFlagsFromString('--no-flush-bytecode');
}

/**
 * Makes V8 ready to keep compiled code: it takes that only with the flags that it was made with, so it gets those back that a
 * process starts with, if that can be done.
 *
 * @returns false if they are not what they were
 */
export function endShortRun(): boolean {
  if (VERSION === undefined || (state !== 'set' && !holding)) return true;
  if (!VERSION.reversible) {
    renewShortRun();
    return true;
  }
  const v8 = process.getBuiltinModule('node:v8');
  if (holding) v8.setFlagsFromString('--flush-bytecode');
  if (state === 'set') for (const flag of VERSION.flags) setFlag(flag.name, flag.default);
  holding = false;
  state = 'none';
  return v8.cachedDataVersionTag() === tag;
}

/** Here, and not before: most commands want none of them. */
function loadNodesModules(): void {
  process.getBuiltinModule('node:worker_threads');
  process.getBuiltinModule('node:crypto');
  process.getBuiltinModule('node:zlib');
  noteTag();
}

function noteTag(): void {
  tag ??= process.getBuiltinModule('node:v8').cachedDataVersionTag();
}

function setFlag(name: string, value: number): void {
  process.getBuiltinModule('node:v8').setFlagsFromString(`--${name}=${value}`);
}
