import { describe, expect, it } from 'vitest';
import { Decisions } from '../../../src/repository/resolve/decisions.ts';
import { WeakDependencies } from '../../../src/repository/resolve/weak.ts';
import { type Pooled, poolOf } from '../fixtures/pool.ts';

/** `a` says something of `b`, and there is `c`; decisions are package numbers, negative for what is out. */
function weakOf(a: Partial<Pooled>, b: Partial<Pooled> = {}) {
  const pool = poolOf([{ name: 'a', ...a }, { name: 'b', ...b }, { name: 'c' }]);
  const decisions = new Decisions(pool.size);
  const weak = new WeakDependencies(pool, decisions);
  return {
    decisions,
    weak,
    decide: (...all: number[]) => {
      for (const each of all) decisions.decide(each, 1, 0);
    },
  };
}
const [A, B, C] = [1, 2, 3];

describe.each([
  ['recommended', 'recommends', 'supplements', 'isRecommended'],
  ['suggested', 'suggests', 'enhances', 'isSuggested'],
] as const)('what is %s', (_, forward, backward, question) => {
  it('is so by packages that are in', () => {
    const { weak, decide } = weakOf({ [forward]: ['b'] });
    expect(weak[question](B)).toBe(false);
    decide(A);
    expect(weak[question](B)).toBe(true);
    expect(weak[question](C)).toBe(false);
  });

  it('is not so by packages that are out', () => {
    const { weak, decide } = weakOf({ [forward]: ['b'] });
    decide(-A);
    expect(weak[question](B)).toBe(false);
  });

  it('is so by itself while what it names is in', () => {
    const { weak, decide } = weakOf({}, { [backward]: ['a'] });
    expect(weak[question](B)).toBe(false);
    decide(A);
    expect(weak[question](B)).toBe(true);
  });

  it('with a condition is so as soon as that holds, not before it is decided', () => {
    const { weak, decide } = weakOf({ [forward]: ['(b if c)'] });
    decide(A);
    expect(weak[question](B)).toBe(false);
    decide(C);
    expect(weak[question](B)).toBe(true);
  });

  it('with a condition is not so when that is out', () => {
    const { weak, decide } = weakOf({ [forward]: ['(b if c)'] });
    decide(A, -C);
    expect(weak[question](B)).toBe(false);
  });

  it('is forgotten with the decisions', () => {
    const { weak, decisions, decide } = weakOf({ [forward]: ['b'] });
    decide(A);
    expect(weak[question](B)).toBe(true);
    decisions.revert(0);
    weak.reset();
    expect(weak[question](B)).toBe(false);
    decide(A);
    expect(weak[question](B)).toBe(true);
  });

  it.each<[string, number[], boolean]>([
    ['(a and c)', [A, C], true],
    ['(a and c)', [A], false],
    ['(a or c)', [C], true],
    ['(a or c)', [-A], false],
    ['(a if c)', [], true],
    ['(a if c)', [C], false],
    ['(a if c)', [A, C], true],
    ['(a if c else nothing)', [A], false],
    ['(nothing if c else a)', [A], true],
    ['(a unless c)', [A], true],
    ['(a unless c)', [A, C], false],
    ['(a unless c)', [], false],
    ['(nothing unless c else a)', [A, C], true],
    ['(a unless c else nothing)', [A], true],
    ['(a unless c else nothing)', [A, C], false],
    ['(a', [A], false],
  ])('by itself for %s with %j in: %s', (dependency, decided, expected) => {
    const { weak, decide } = weakOf({}, { [backward]: [dependency] });
    decide(...decided);
    expect(weak[question](B)).toBe(expected);
  });
});
