import { cachedDataVersionTag } from 'node:v8';
import { expect, it } from 'vitest';
import { endShortRun, expectShortRun, renewShortRun } from '../../src/process/short-run.ts';

it('V8 gets its own flags back: compiled code that is kept then is good for the next start', () => {
  const own = cachedDataVersionTag();
  expectShortRun();
  expect(cachedDataVersionTag()).not.toBe(own);
  expect(endShortRun()).toBe(true);
  expect(cachedDataVersionTag()).toBe(own);
  // It is over.
  renewShortRun();
  expect(cachedDataVersionTag()).toBe(own);
  expect(endShortRun()).toBe(true);
});
