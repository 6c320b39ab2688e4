import { describe, expect, it } from 'vitest';
import { setBits } from '../../src/format/bitmap.ts';

function bits(from: number, to: number): string {
  const target = Buffer.alloc(6);
  setBits(target, 1, from, to);
  return target.toString('hex');
}

describe('setBits', () => {
  it('counts from the lowest bit of the first byte', () => {
    expect(bits(0, 1)).toBe('000100000000');
    expect(bits(0, 11)).toBe('00ff07000000');
    expect(bits(3, 30)).toBe('00f8ffff3f00');
  });

  it('handles whole bytes, a part of one byte, and nothing', () => {
    expect(bits(8, 16)).toBe('0000ff000000');
    expect(bits(9, 12)).toBe('00000e000000');
    expect(bits(5, 5)).toBe('000000000000');
    expect(bits(7, 5)).toBe('000000000000');
  });

  it('keeps what is set already', () => {
    const target = Buffer.from([0x80]);
    setBits(target, 0, 0, 2);
    expect(target[0]).toBe(0x83);
  });
});
