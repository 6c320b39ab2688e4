import { describe, expect, it } from 'vitest';
import { compareRuns, isLetterAt, nextRun, runAt } from '../../src/backend/version-runs.ts';

describe('runs of a version', () => {
  it('are digits or letters, and end where the other kind begins', () => {
    const version = '1.10rc-2';
    expect([0, 2, 3, 4, 7].map((at) => runAt(version, at))).toEqual(['1', '10', '0', 'rc', '2']);
    expect([1, 6, 8].map((at) => runAt(version, at))).toEqual(['', '', '']);
    expect(runAt('azAZ09', 0)).toBe('azAZ');
    expect(runAt('@`[{é', 0)).toBe('');
    expect(['/', ':'].map((each) => runAt(each, 0))).toEqual(['', '']);
  });

  it('are found behind whatever separates them', () => {
    expect([0, 1, 4, 8].map((at) => nextRun('1..a_+éz', at))).toEqual([0, 3, 7, 8]);
    expect(nextRun('...', 0)).toBe(3);
    expect(nextRun('..~1', 0, '~^')).toBe(2);
    expect(nextRun('..^1', 0, '~^')).toBe(2);
    expect(nextRun('..~1', 0)).toBe(3);
  });

  it.each([
    ['10', '9', 1],
    ['9', '10', -1],
    ['007', '7', 0],
    ['000', '0', 0],
    ['90071992547409931', '90071992547409930', 1],
    ['alpha', 'beta', -1],
    ['b', 'alpha', 1],
    ['a', 'a', 0],
    ['Z', 'a', -1],
    ['1', 'z', 1],
    ['z', '1', -1],
  ])('%s against %s is %i', (a, b, order) => {
    expect(compareRuns(a, b)).toBe(order);
  });

  it('a rest begins with a letter, or does not', () => {
    expect([0, 1, 2].map((at) => isLetterAt('a1', at))).toEqual([true, false, false]);
  });
});
