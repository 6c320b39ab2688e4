import { describe, expect, it } from 'vitest';
import {
  numberRecord,
  parseRecords,
  sizeRecord,
  textRecord,
} from '../../../src/archive/tar/pax-records.ts';

function parse(text: string) {
  return parseRecords(Buffer.from(text, 'latin1'));
}

describe('parseRecords', () => {
  it('keeps bytes, newlines and equals signs', () => {
    const records = parse('12 path=\xe9\n\x00\n' + '16 a=b=c\nd=e\0\0f\n' + '5 k=\n');
    expect(textRecord(records, 'path')).toBe('\xe9\n\0');
    expect(textRecord(records, 'a')).toBe('b=c\nd=e\0\0f');
    expect([records.get('k')?.length, textRecord(records, 'k')]).toEqual([0, undefined]);
  });

  it('makes one map of the many records of a sparse file', () => {
    const map = '23 GNU.sparse.offset=1\n25 GNU.sparse.numbytes=2\n';
    expect(textRecord(parse(`${map}${map}`), 'GNU.sparse.map')).toBe('1,2,1,2');
  });

  it.each([
    ['no length', 'path=x\n'],
    ['a length that is no number', 'x1 path=x\n'],
    ['no keyword', '5 =x\n'],
    ['no value', '7 path\n'],
    ['no value, and one in the next record', '7 path\n6 a=b\n'],
    ['a length that is too large', '99 path=x\n'],
    ['a length that is too small', '8 path=x\n'],
    ['a length of nothing', '0 path=x\n'],
    ['nothing but a length', '10 '],
  ])('%s is damage', (_, text) => {
    expect(() => parse(text)).toThrow('a pax header is malformed');
  });
});

describe('numbers', () => {
  const records = new Map(
    Object.entries({ a: '-1.25', b: 'x', c: '1e9', d: '-1', e: '99999999999999999' }).map(
      ([key, value]) => [key, Buffer.from(value)],
    ),
  );

  it('may have a sign and a fraction', () => {
    expect([numberRecord(records, 'a'), numberRecord(records, 'none')]).toEqual([-1.25, undefined]);
  });

  it.each(['b', 'c'])('%s is damage', (key) => {
    expect(() => numberRecord(records, key)).toThrow(`a pax header has the wrong ${key}`);
  });

  it.each(['a', 'd', 'e'])('%s is no size', (key) => {
    expect(() => sizeRecord(records, key)).toThrow(`a pax header has the wrong ${key}`);
  });
});
