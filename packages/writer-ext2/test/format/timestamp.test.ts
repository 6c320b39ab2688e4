import { describe, expect, it } from 'vitest';
import { encodeTimestamp } from '../../src/format/timestamp.ts';

describe('encodeTimestamp', () => {
  // The table of "Inode Timestamps" in the kernel's ext4 documentation.
  it.each([
    [0, 0, 0],
    [1_600_000_000.5, 1_600_000_000, 500_000_000 << 2],
    [-1, 0xffffffff, 0],
    [-(2 ** 31), 0x80000000, 0],
    [2 ** 31 - 1, 0x7fffffff, 0],
    [2 ** 31, 0x80000000, 1],
    [2 ** 32, 0, 1],
    [2 ** 32 + 2 ** 31, 0x80000000, 2],
    [2 ** 34 - 2 ** 31 - 1, 0x7fffffff, 3],
  ])('%d', (time, seconds, extra) => {
    expect(encodeTimestamp(time)).toEqual({ seconds, extra: extra >>> 0 });
  });

  it('counts nanoseconds upwards before 1970, too', () => {
    expect(encodeTimestamp(-1.25)).toEqual({
      seconds: 0xfffffffe,
      extra: (750_000_000 << 2) >>> 0,
    });
  });

  it('takes the nearest time that fits', () => {
    expect(encodeTimestamp(-1e12)).toEqual(encodeTimestamp(-(2 ** 31)));
    expect(encodeTimestamp(1e15)).toEqual(encodeTimestamp(2 ** 34 - 2 ** 31 - 1));
  });
});
