import { describe, expect, it } from 'vitest';
import { encodeDeviceNumber, isDeviceNumber } from '../../src/format/device-number.ts';

describe('encodeDeviceNumber', () => {
  it.each([
    [0, 0, [0, 0]], // what hides a file in a layer of overlayfs
    [1, 3, [0x0103, 0]],
    [256, 0, [0, 0x00010000]],
    [255, 255, [0xffff, 0]],
    [8, 256, [0, 0x00100800]],
    [259, 1, [0, 0x00010301]],
    [4095, 1_048_575, [0, 0xffffffff]],
  ])('%d:%d', (major, minor, words) => {
    expect(encodeDeviceNumber(major, minor)).toEqual(words);
  });

  it('knows what does not fit', () => {
    expect(isDeviceNumber(4095, 1_048_575)).toBe(true);
    expect(isDeviceNumber(0, 0)).toBe(true);
    expect(isDeviceNumber(4096, 0)).toBe(false);
    expect(isDeviceNumber(0, 1_048_576)).toBe(false);
    expect(isDeviceNumber(-1, 0)).toBe(false);
    expect(isDeviceNumber(0, -1)).toBe(false);
  });
});
