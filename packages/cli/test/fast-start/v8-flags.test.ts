import { cachedDataVersionTag } from 'node:v8';
import { expect, it } from 'vitest';
import { endShortRun, expectShortRun, renewShortRun } from '../../src/fast-start/v8-flags.ts';

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
