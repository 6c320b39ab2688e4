import type { Need } from '@supermin/core/backend';
import { describe, expect, it } from 'vitest';
import type { InstalledPackage } from '../../src/database/installed-package.ts';
import { needOf } from '../../src/resolve/need.ts';
import { idsOf, systemOf } from '../fixtures/records.ts';

const system = systemOf([
  { name: 'a', version: '1', provides: ['x = 1', 'both'] },
  { name: 'b', version: '1', provides: ['x = 2', 'both'] },
  { name: 'c', version: '1', provides: ['both'] },
]);

/** `a | b` for one of some packages, `&` for all of several needs, `or` for any. */
function text(need: Need<InstalledPackage> | undefined): string | undefined {
  if (need === undefined) return undefined;
  if (need.kind === 'one') return idsOf(need.of).join('|');
  const parts = need.of.map(text);
  return `${need.kind}(${parts.join(', ')})`;
}

describe('needOf', () => {
  it.each([
    ['x', 'a|b'],
    ['nowhere', undefined],
    ['(a and b)', 'all(a, b)'],
    ['(a and nowhere)', undefined],
    ['(nowhere or b or a)', 'any(b, a)'],
    ['(nowhere or elsewhere)', undefined],
    ['(x with both)', 'a|b'],
    ['(x >= 2 with both)', 'b'],
    ['(both without x)', 'c'],
    ['(both without x < 2)', 'b|c'],
    ['(both without (x with x = 1))', 'b|c'],
    ['(a with b)', undefined],
    ['(a with (b or a))', 'a'],
    ['(a with (b if c))', undefined],
    ['(a if b)', 'a'],
    ['(a if nowhere)', 'all()'],
    ['(a if nowhere else c)', 'c'],
    ['(nowhere if b)', undefined],
    ['(a unless b)', 'all()'],
    ['(a unless nowhere)', 'a'],
    ['(a unless b else c)', 'c'],
    ['((a if b) and (c unless nowhere))', 'all(a, c)'],
    ['(nowhere or (a if (b and c)))', 'any(a)'],
    ['(a and b or c)', undefined],
  ])('%s needs %s', (name, expected) => {
    expect(text(needOf(system, { name, flags: 0, version: '' }))).toBe(expected);
  });
});
