import { parseDependency } from '@supermin/test-support/rpm';
import { describe, expect, it } from 'vitest';
import { parseRich } from '../../src/resolve/rich-syntax.ts';

const simple = (text: string) => ({ kind: 'simple', dependency: parseDependency(text) });

describe('parseRich', () => {
  it.each([
    ['foo', simple('foo')],
    ['foo >= 2:1.0-3', simple('foo >= 2:1.0-3')],
    ['libc.so.6(GLIBC_2.34)(64bit)', simple('libc.so.6(GLIBC_2.34)(64bit)')],
    ['(foo)', simple('foo')],
    ['(a and b)', { kind: 'and', operands: [simple('a'), simple('b')] }],
    ['(a or b or c)', { kind: 'or', operands: [simple('a'), simple('b'), simple('c')] }],
    ['( a  with\tb < 2 )', { kind: 'with', operands: [simple('a'), simple('b < 2')] }],
    ['(a without b)', { kind: 'without', operands: [simple('a'), simple('b')] }],
    ['(a if b)', { kind: 'if', operand: simple('a'), condition: simple('b') }],
    [
      '(a unless b else c)',
      { kind: 'unless', operand: simple('a'), condition: simple('b'), otherwise: simple('c') },
    ],
    [
      '((python3.9dist(x) >= 1 with python3.9dist(x) < 2) if (libx.so()(64bit) or y))',
      {
        kind: 'if',
        operand: {
          kind: 'with',
          operands: [simple('python3.9dist(x) >= 1'), simple('python3.9dist(x) < 2')],
        },
        condition: { kind: 'or', operands: [simple('libx.so()(64bit)'), simple('y')] },
      },
    ],
  ])('%s', (text, expected) => {
    expect(parseRich(text)).toEqual(expected);
  });

  it.each([
    '',
    '(',
    '()',
    '(a',
    '(a and)',
    '(a and b or c)',
    '(a if b else)',
    'a b',
    '(a >= )',
    ')',
  ])('refuses %j', (text) => {
    expect(parseRich(text)).toBeUndefined();
  });

  it('refuses what is nested deeper than any stack', () => {
    expect(parseRich('('.repeat(100_000))).toBeUndefined();
  });
});
