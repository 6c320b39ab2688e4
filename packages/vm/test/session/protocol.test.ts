import { describe, expect, it } from 'vitest';
import {
  encodeInputEnd,
  encodeReaderGone,
  encodeWindow,
  MessageDecoder,
} from '../../src/session/protocol.ts';

const hex = (buffer: Buffer) => buffer.toString('hex');

describe('messages to the guest', () => {
  it('are kind, length and payload, little-endian', () => {
    expect(hex(encodeInputEnd(5))).toBe('02000000' + '08000000' + '05000000' + '00000000');
    expect(hex(encodeInputEnd(0x2_0000_0003))).toBe(
      '02000000' + '08000000' + '03000000' + '02000000',
    );
    expect(hex(encodeReaderGone(2))).toBe('03000000' + '04000000' + '02000000');
    expect(hex(encodeWindow({ rows: 25, columns: 80 }))).toBe(
      '04000000' + '08000000' + '19000000' + '50000000',
    );
  });
});

describe('MessageDecoder', () => {
  const STREAM = Buffer.from(
    '01000000' +
      '04000000' +
      '01000000' + // hello, version 1
      '02000000' +
      '00000000' + // started
      '04000000' +
      '00000000' + // input closed
      '05000000' +
      '0c000000' +
      '02000000' +
      '07000000' +
      '01000000' + // stderr ended after 2^32 + 7
      '03000000' +
      '06000000' +
      '7f000000' +
      '6e6f' + // failed with 127: no
      '06000000' +
      '04000000' +
      '89000000', // exit 137
    'hex',
  );
  const MESSAGES = [
    { kind: 'hello', version: 1 },
    { kind: 'started' },
    { kind: 'inputClosed' },
    { kind: 'outputEnd', output: 2, bytes: 2 ** 32 + 7 },
    { kind: 'failed', status: 127, reason: 'no' },
    { kind: 'exit', status: 137 },
  ];

  it('reads them all', () => {
    expect(new MessageDecoder().decode(STREAM)).toEqual(MESSAGES);
  });

  it.each([1, 2, 3, 7, 8, 9, 13])('in chunks of %i bytes', (size) => {
    const decoder = new MessageDecoder();
    const messages = [];
    for (let at = 0; at < STREAM.length; at += size) {
      messages.push(...decoder.decode(STREAM.subarray(at, at + size)));
    }
    expect(messages).toEqual(MESSAGES);
  });

  it.each([
    ['a kind that there is not', '63000000' + '00000000'],
    ['a length of 4 GiB', '01000000' + 'ffffffff'],
    ['a payload that is too short', '06000000' + '02000000' + '0000'],
    ['an output that there is not', '05000000' + '0c000000' + '09000000' + '00000000' + '00000000'],
  ])('throws for %s', (_, bytes) => {
    expect(() => new MessageDecoder().decode(Buffer.from(bytes, 'hex'))).toThrow();
  });
});
