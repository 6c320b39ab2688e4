import { lstatSync, lutimesSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { toSystemTime } from '../../src/format/timestamp.ts';

describe('toSystemTime', () => {
  it.each([
    ['the epoch', 0, 0n],
    ['a moment', 1_700_000_000.25, 1_700_000_000_250_000_000n],
    ['before 1970', -86_400, -86_400_000_000_000n],
    ['before 1970, with a fraction', -86_400.5, -86_400_500_000_000n],
    ['just before 1970', -0.001, -1_000_000n],
    // Node.js cuts off what is less than a microsecond.
    ['before 1970, to the microsecond', -1.5 / 1024, -1_464_000n],
    ['after 2038', 5_000_000_000, 5_000_000_000_000_000_000n],
  ])('sets %s', (_, seconds, nanoseconds) => {
    const path = `${scratchDirectory()}/f`;
    writeFileSync(path, '');
    lutimesSync(path, toSystemTime(seconds), toSystemTime(seconds));
    expect(lstatSync(path, { bigint: true }).mtimeNs).toBe(nanoseconds);
  });

  it.each([1e300, -1e300])('is a time for %d, too', (seconds) => {
    const path = `${scratchDirectory()}/f`;
    writeFileSync(path, '');
    lutimesSync(path, toSystemTime(seconds), toSystemTime(seconds));
    expect(Math.sign(lstatSync(path).mtimeMs)).toBe(Math.sign(seconds));
  });
});
