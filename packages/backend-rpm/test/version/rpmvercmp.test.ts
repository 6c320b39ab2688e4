import { randomNumbers } from '@supermin/test-support/random';
import { describe, expect, it } from 'vitest';
import { rpmvercmp } from '../../src/version/rpmvercmp.ts';
import { hasProgram, run } from '../fixtures/rpm-tools.ts';

describe('rpmvercmp', () => {
  it.each([
    ['1.0', '1.0', 0],
    ['1.0', '2.0', -1],
    ['2.0.1', '2.0', 1],
    ['1.10', '1.9', 1],
    ['1.010', '1.10', 0],
    ['1.0a', '1.0', 1],
    ['1.0', '1.a', 1],
    ['1_0', '1.0', 0],
    ['1..0', '1.0', 0],
    ['xyz10', 'xyz9', 1],
    ['5.5p10', '5.5p1', 1],
    ['1.0~rc1', '1.0', -1],
    ['1.0~rc1', '1.0~rc2', -1],
    ['1.0~rc1~git1', '1.0~rc1', -1],
    ['1.0^', '1.0', 1],
    ['1.0^git1', '1.0.1', -1],
    ['1.0^git1~pre', '1.0^git1', -1],
    ['1.0~rc1^git1', '1.0~rc1', 1],
    ['20240101000000000001', '20240101000000000002', -1],
    ['', '1', -1],
    ['a', '', 1],
    ['.', '', 0],
  ] as const)('%s against %s is %i', (a, b, expected) => {
    expect(rpmvercmp(a, b)).toBe(expected);
    expect(rpmvercmp(b, a)).toBe(expected === 0 ? 0 : -expected);
  });

  it.runIf(hasProgram('rpm'))('agrees with rpm on 5,000 random pairs', () => {
    const pairs = randomPairs(5000);
    const script = pairs.map(([a, b]) => `print(rpm.vercmp("${a}","${b}").." ")`).join('\n');
    const said = run('rpm', ['--eval', '%{lua:load(io.read("a"))()}'], script).toString();
    const orders = said.trim().split(' ').map(Number);
    expect(orders).toHaveLength(pairs.length);
    const differing = pairs.filter(([a, b], at) => rpmvercmp(a, b) !== orders[at]);
    expect(differing).toEqual([]);
  });
});

/** Few characters, so that many pairs begin alike. */
function randomPairs(count: number): [string, string][] {
  const random = randomNumbers(5);
  const characters = '0019aZ.~^_+';
  const version = () => {
    let text = '';
    for (let left = random(8); left >= 0; left--) text += characters[random(characters.length)];
    return text;
  };
  return Array.from({ length: count }, () => {
    const start = version().slice(0, random(4));
    return [start + version(), start + version()];
  });
}
