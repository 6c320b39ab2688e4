import { describe, expect, it } from 'vitest';
import { encodeField, pathBytes, textBytes } from '../../src/session/fields.ts';

it('a field is its kind, its length, its bytes and a NUL that does not count', () => {
  expect(encodeField('directory', Buffer.from('/d')).toString('hex')).toBe(
    '03000000' + '02000000' + '2f64' + '00',
  );
  expect(encodeField('sync', Buffer.alloc(0)).toString('hex')).toBe('09000000' + '00000000' + '00');
});

describe('what a field may hold', () => {
  it('text is UTF-8, and bytes are what they are', () => {
    expect(textBytes('x', 'é')).toEqual(Buffer.from([0xc3, 0xa9]));
    expect(textBytes('x', Uint8Array.of(0xff, 1))).toEqual(Buffer.from([0xff, 1]));
    expect(pathBytes('x', '/\xff')).toEqual(Buffer.from([0x2f, 0xff]));
  });

  it('no NUL, and the error names what has it', () => {
    const refused = { code: 'JOB_UNUSABLE', message: expect.stringContaining('an argument holds') };
    expect(() => textBytes('an argument', 'a\0')).toThrow(expect.objectContaining(refused));
    expect(() => pathBytes('an argument', '\0a')).toThrow(expect.objectContaining(refused));
  });
});
