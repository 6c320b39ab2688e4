import { describe, expect, it } from 'vitest';
import { parseRelation } from '../../src/format/relation.ts';

describe('parseRelation', () => {
  it('reads clauses, alternatives, qualifiers and versions, however they are spaced', () => {
    expect(parseRelation('a, b(>=1.2-3)|c:any ( << 2~ ),\n d:amd64 (= 1:0)')).toEqual([
      { text: 'a', alternatives: [{ name: 'a' }] },
      {
        text: 'b(>=1.2-3)|c:any ( << 2~ )',
        alternatives: [
          { name: 'b', operator: '>=', version: '1.2-3' },
          { name: 'c', qualifier: 'any', operator: '<<', version: '2~' },
        ],
      },
      {
        text: 'd:amd64 (= 1:0)',
        alternatives: [{ name: 'd', qualifier: 'amd64', operator: '=', version: '1:0' }],
      },
    ]);
  });

  it('takes the old < and > for "or equal", as dpkg does', () => {
    const operators = parseRelation('a (< 1), a (> 1)').map(
      (each) => each.alternatives[0]!.operator,
    );
    expect(operators).toEqual(['<=', '>=']);
  });

  it('takes a version without an operator for an exact one, and any version that dpkg takes', () => {
    expect(parseRelation('A (1.0), b (>= 1_0)').map((each) => each.alternatives)).toEqual([
      [{ name: 'a', operator: '=', version: '1.0' }],
      [{ name: 'b', operator: '>=', version: '1_0' }],
    ]);
  });

  it('passes over empty elements', () => {
    expect(parseRelation('')).toEqual([]);
    expect(parseRelation('a, ').map((each) => each.text)).toEqual(['a']);
  });

  it.each(['a b', 'a (1', 'a ()', 'a (>= 1', 'a |', '(>= 1)', 'a [amd64]', 'a (=> 1)', 'a:', '-x'])(
    'rejects %s',
    (field) => expect(() => parseRelation(field)).toThrow('cannot read'),
  );

  it('shows what it cannot read, without the rest of the field', () => {
    expect(() => parseRelation('a, b |  c d  , e')).toThrow(
      expect.objectContaining({ message: "cannot read 'c d'" }),
    );
  });

  it('gives a clause no qualifier that is not there', () => {
    expect(parseRelation('a')[0]!.alternatives).toStrictEqual([{ name: 'a' }]);
  });

  it('is not slow on a long broken field', () => {
    const field = `a${' '.repeat(100_000)}(`;
    expect(() => parseRelation(field)).toThrow('cannot read');
  });
});
