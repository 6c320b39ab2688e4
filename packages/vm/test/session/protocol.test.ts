import { describe, expect, it } from 'vitest';
import { encodeFrame, encodeHeader, numbers } from '../../src/session/protocol.ts';

const hex = (buffer: Buffer) => buffer.toString('hex');

describe('frames to the guest', () => {
  it('are kind, length, job and payload, little-endian; the length counts the job', () => {
    expect(hex(encodeFrame('signal', 0x102, numbers(15)))).toBe(
      '07000000' + '08000000' + '02010000' + '0f000000',
    );
    expect(hex(encodeFrame('stop'))).toBe('09000000' + '04000000' + '00000000');
    expect(hex(encodeHeader('input', 1, 5))).toBe('03000000' + '09000000' + '01000000');
  });
});
