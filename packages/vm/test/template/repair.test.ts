import { expect, it } from 'vitest';
import { encodeRepair } from '../../src/template/repair.ts';

it('tells time, parts, devices and random numbers', () => {
  const random = Buffer.alloc(32, 0xab);
  const hex = (used: boolean) =>
    encodeRepair(used, 3, 2 ** 32 * 1000 + 1234, random).toString('hex');
  // 2^32 + 1 seconds, 234 ms.
  expect(hex(false)).toBe(`0100000001000000808ef20d0000000003000000${'ab'.repeat(32)}`);
  expect(hex(true).slice(24, 32)).toBe('01000000');
});

it('has other random numbers each time', () => {
  expect(encodeRepair(false).subarray(20)).not.toEqual(encodeRepair(false).subarray(20));
});
