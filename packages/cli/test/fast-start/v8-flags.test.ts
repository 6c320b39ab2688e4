import { cachedDataVersionTag, setFlagsFromString } from 'node:v8';
import { runInNewContext, Script } from 'node:vm';
import { expect, it } from 'vitest';
import {
  endShortRun,
  expectShortRun,
  holdCompiled,
  renewShortRun,
} from '../../src/fast-start/v8-flags.ts';

/** Versions whose V8 is the same again with its own flags. Of the others test-e2e/node-versions.test.ts tells. */
const REVERSIBLE = /^2[02]\./.test(process.versions.node);

it.runIf(REVERSIBLE)(
  'V8 gets its own flags back: compiled code that is kept then is good for the next start',
  () => {
    const own = cachedDataVersionTag();
    // Nothing is expected.
    renewShortRun();
    expect(cachedDataVersionTag()).toBe(own);
    expectShortRun();
    expect(cachedDataVersionTag()).toBe(own);
    renewShortRun();
    expect(cachedDataVersionTag()).not.toBe(own);
    expect(endShortRun()).toBe(true);
    expect(cachedDataVersionTag()).toBe(own);
    // It is over.
    renewShortRun();
    expect(cachedDataVersionTag()).toBe(own);
    expect(endShortRun()).toBe(true);
  },
);

it.runIf(REVERSIBLE)('what was compiled is held until it is kept, in short runs and others', () => {
  const own = cachedDataVersionTag();
  holdCompiled();
  expect(cachedDataVersionTag()).not.toBe(own);
  expect(endShortRun()).toBe(true);
  expect(cachedDataVersionTag()).toBe(own);
  expectShortRun();
  holdCompiled();
  renewShortRun();
  expect(endShortRun()).toBe(true);
  expect(cachedDataVersionTag()).toBe(own);
});

/** A program whose functions have run once, and what V8 keeps of it after many collections. */
function keptAfterCollections(): { before: number; after: number } {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  const functions = Array.from(
    { length: 200 },
    (_, at) => `function f${at}() { return ${at}; } f${at}();`,
  );
  // A collection that is forced would make no function older.
  setFlagsFromString('--stress-flush-code');
  const script = new Script(`(function () { ${functions.join('\n')} })`);
  script.runInThisContext()();
  const before = script.createCachedData().length;
  for (let times = 0; times < 30; times++) collect();
  setFlagsFromString('--no-stress-flush-code');
  return { before, after: script.createCachedData().length };
}

it.runIf(REVERSIBLE)(
  'functions that only the start has called are still compiled after a long job',
  () => {
    holdCompiled();
    const { before, after } = keptAfterCollections();
    expect(endShortRun()).toBe(true);
    expect(after).toBe(before);
  },
);
