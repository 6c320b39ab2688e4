import { randomNumbers } from '@supermin/test-support/random';
import { describe, expect, it } from 'vitest';
import { compareVersions } from '../../src/version/compare.ts';
import { hasDpkg, run, sayMissing } from '../support/judges.ts';

describe('compareVersions', () => {
  it.each([
    // Policy 5.6.12's own example: ~~, ~~a, ~, the empty part, a.
    ['1~~', '1~~a', -1],
    ['1~~a', '1~', -1],
    ['1~', '1', -1],
    ['1', '1a', -1],
    ['1a', '1+', -1],
    ['1.0', '1.0-0', 0],
    ['1.0', '0:1.0', 0],
    ['1:0.1', '9.9', 1],
    ['1.9', '1.10', -1],
    ['1.002', '1.2', 0],
    ['1.2-3-4', '1.2-3-5', -1],
    ['2.36-9+deb12u10', '2.36-9+deb12u9', 1],
    ['99999999999999999998', '99999999999999999999', -1],
    ['1-', '1', 0],
    ['1a', '1.', -1],
    ['1z', '1+', -1],
    ['1Z', '1a', -1],
    ['1z', '1{', -1],
  ])('%s against %s: %d', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
    expect(Math.sign(compareVersions(b, a))).toBe(sign === 0 ? 0 : -sign);
  });
});

describe.runIf(sayMissing('dpkg', hasDpkg))('compareVersions against dpkg', () => {
  it('agrees on 400 generated pairs', () => {
    const choose = randomNumbers(12);
    const word = (alphabet: string, length: number) =>
      Array.from({ length: choose(length) }, () => alphabet[choose(alphabet.length)]).join('');
    const version = () =>
      `${choose(4) === 0 ? `${choose(3)}:` : ''}${choose(3)}${word('012.~+a9', 5)}${
        choose(2) === 0 ? `-${choose(2)}${word('01~+.az', 4)}` : ''
      }`;
    const wrong: string[] = [];
    for (let pair = 0; pair < 400; pair++) {
      const a = version();
      // Every other time a small change of the first: far apart versions decide themselves at once.
      const b = choose(2) === 0 ? version() : a + word('0~a+.', 3);
      const operator = ['lt', 'eq', 'gt'][Math.sign(compareVersions(a, b)) + 1]!;
      if (run('dpkg', ['--compare-versions', a, operator, b]).status !== 0) {
        wrong.push(`${a} ${operator} ${b}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
