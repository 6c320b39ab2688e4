import { describe, expect, it } from 'vitest';
import { clausesOf } from '../../../src/repository/resolve/clauses.ts';
import type { Pool } from '../../../src/repository/resolve/pool.ts';

const NUMBERS: Record<string, number[]> = { a: [1], b: [2], c: [3], x: [4] };

/** Of packages with one name each. */
const POOL = {
  providers: ({ name }: { name: string }) => NUMBERS[name] ?? [],
} as unknown as Pool;

function clauses(name: string, negated = false) {
  return clausesOf(POOL, { name, flags: 0, version: '' }, negated);
}

/** `(a if (a if x else b) else b)`, levels deep. */
function nested(levels: number, operator = 'if'): string {
  let text = 'x';
  for (let level = 0; level < levels; level++) text = `(a ${operator} ${text} else b)`;
  return text;
}

describe('clausesOf', () => {
  it('has conditions on both sides of else', () => {
    expect(clauses('(a if b)')).toEqual([[-2, 1]]);
    expect(clauses('(a if b else c)')).toEqual([
      [-2, 1],
      [2, 3],
    ]);
    expect(clauses('(a or b)', true)).toEqual([[-1], [-2]]);
  });

  it('has no clause that always holds', () => {
    expect(clauses('(a if a)')).toEqual([]);
    expect(clauses('(a or (b if a))')).toEqual([]);
  });

  // Without an end to the work, none of these comes back.
  it.each([
    ['if', false],
    ['if', true],
    ['unless', false],
    ['unless', true],
  ])('is soon done with a hundred levels of %s, negated: %s', (operator, negated) => {
    expect(clauses(nested(3), negated)).toBeDefined();
    const found = clauses(nested(99, operator), negated);
    expect(found === undefined || found.length <= 4096).toBe(true);
  });

  it('is soon done with levels that all have others', () => {
    let text = '(a or b)';
    for (let level = 0; level < 45; level++) text = `((${text} and a) or (b and c))`;
    expect(() => clauses(text)).not.toThrow();
  });
});
