import { describe, expect, it } from 'vitest';
import { decodePax, encodePax } from '../../src/tar/pax.ts';

describe('pax records', () => {
  it('golden bytes', () => {
    expect(encodePax(new Map([['path', 'abc']])).toString('latin1')).toBe('12 path=abc\n');
  });

  it('counts the digits of the length in the length', () => {
    for (let length = 1; length < 1_100; length++) {
      const records = new Map([['k', 'v'.repeat(length)]]);
      const bytes = encodePax(records);
      expect(Number.parseInt(bytes.toString('latin1'), 10)).toBe(bytes.length);
      expect(decodePax(bytes)).toEqual(records);
    }
  });

  it('keeps bytes, newlines and equals signs in values', () => {
    const records = new Map([
      ['path', 'caf\xe9\n=x'],
      ['SCHILY.xattr.security.capability', '\x01\0\0\x02\xff'],
      ['empty', ''],
    ]);
    expect(decodePax(encodePax(records))).toEqual(records);
  });

  it.each([
    'x path=a\n',
    '9 path=a\n9',
    '99 path=a\n',
    '9 path=aX',
    '0 path=a\n',
    '2 \n',
    '8 path a\n',
    '-9 path=a\n',
    '5 =ab\n',
    ' path=a\n',
    '12',
  ])('damaged: %j', (text) => {
    expect(decodePax(Buffer.from(text, 'latin1'))).toBeUndefined();
  });
});
