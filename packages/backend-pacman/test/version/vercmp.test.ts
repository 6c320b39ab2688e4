import { expect, it } from 'vitest';
import { vercmp } from '../../src/version/vercmp.ts';

it.each([
  // In ascending order.
  [['1.0a', '1.0b', '1.0beta', '1.0p', '1.0pre', '1.0rc', '1.0', '1.0.a', '1.0.1']],
  [['1', '1.0', '1.1', '1.1.1', '1.2', '2.0', '3.0.0', '10', '0100000000000000000000']],
  [['1.5', '1.5.b', '1.5.1']],
  [['1.0', '1..0']],
  [['a', 'b', '', '0']],
])('orders %j', (versions) => {
  for (const [i, a] of versions.entries()) {
    for (const [j, b] of versions.entries())
      expect([a, b, vercmp(a, b)]).toEqual([a, b, Math.sign(i - j)]);
  }
});

it.each([
  ['1.0', '1_0'],
  ['1.0+r7', '1.0.r7'],
  ['1.01', '1.1'],
  ['1.0~rc', '1.0.rc'],
  ['', ''],
])('%j is as new as %j', (a, b) => {
  expect(vercmp(a, b)).toBe(0);
});
