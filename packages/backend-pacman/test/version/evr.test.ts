import { spawnSync } from 'node:child_process';
import { hasProgram } from '@supermin/test-support/programs';
import { randomNumbers } from '@supermin/test-support/random';
import { expect, it } from 'vitest';
import { compareVersions } from '../../src/version/evr.ts';

it.each([
  ['1.5-1', '1.5-2', -1],
  ['1.5-1', '1.5-1.1', -1],
  ['1.5-1', '1:1.0-1', -1],
  ['2:1.5-2', '2:1', 1],
  ['0:1.0-1', '1.0-1', 0],
  [':1.0-1', '1.0-1', 0],
  ['1.0', '1.0-7', 0],
  ['8-64', '8-32', 1],
  ['5.3.9-1', '5.3.9-1', 0],
])('%s and %s', (a, b, order) => {
  expect(compareVersions(a, b)).toBe(order);
  expect(compareVersions(b, a)).toBe(0 - order);
});

const PARTS = ['0', '1', '9', '10', '007', 'a', 'rc', 'b', '.', '..', '-', '_', '+', '~', '^', ':'];

it.runIf(hasProgram('vercmp'))('says what vercmp says', () => {
  const random = randomNumbers(6);
  const version = () =>
    Array.from({ length: 1 + random(6) }, () => PARTS[random(PARTS.length)]!).join('');
  for (let round = 0; round < 300; round++) {
    const a = version();
    // Half of them begin alike.
    const b = random(2) === 0 ? version() : a.slice(0, random(a.length)) + version();
    if (a.startsWith('-') || b.startsWith('-')) continue;
    const theirs = Number(spawnSync('vercmp', [a, b]).stdout.toString());
    expect([a, b, compareVersions(a, b)]).toEqual([a, b, theirs]);
  }
});
