import { randomNumbers } from '@supermin/test-support/random';
import { describe, expect, it } from 'vitest';
import { compileSearch, fitsAt } from '../../src/match/token-search.ts';
import { type Token, tokensOf } from '../../src/match/tokens.ts';

function placeByPlace(tokens: readonly Token[], text: string, from: number): number {
  for (let at = from; at + tokens.length <= text.length; at++) {
    if (fitsAt(tokens, text, at)) return at;
  }
  return -1;
}

/** Milliseconds of this process. */
function timeOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

describe('compileSearch', () => {
  it.each([1, 2, 15, 16, 31, 32, 33, 63, 64, 65, 200])(
    'finds %d tokens where trying each place finds them',
    (length) => {
      const random = randomNumbers(length);
      const pick = (from: readonly string[]) => from[random(from.length)]!;
      let found = 0;
      for (let round = 0; round < 300; round++) {
        const atoms = Array.from({ length }, () =>
          pick(['a', 'a', '?', '[ab]', '[!b]', '[a\xff]']),
        );
        const tokens = tokensOf(atoms.join(''));
        const noise = Array.from({ length: random(3 * length) }, () =>
          pick(['a', 'a', 'a', 'b', '\xff']),
        );
        // Fits, unless one place is spoiled.
        const hidden = Array.from({ length }, () => 'a');
        if (random(2) === 0) hidden[random(length)] = pick(['b', '\xff']);
        const text = [...noise, ...hidden, ...noise].join('');
        const from = random(text.length + 2);
        const place = placeByPlace(tokens, text, from);
        if (place >= 0) found++;
        expect(compileSearch(tokens)(text, from), `${atoms.join('')} ${text}`).toBe(place);
      }
      expect(found).toBeGreaterThan(10);
    },
  );

  it('may be asked again, from behind the last place', () => {
    const find = compileSearch(tokensOf(`${'?'.repeat(39)}[b]`));
    const text = `${'a'.repeat(50)}b${'a'.repeat(45)}b`;
    expect([0, 11, 12, 57, 58].map((from) => find(text, from))).toEqual([11, 11, 57, 57, -1]);
  });

  it.each([
    ['brackets', `${'[a-z]'.repeat(400)}[0]`],
    ['question marks', `a${'?'.repeat(400)}[0]`],
  ])('does not try place by place: %s', (_, pattern) => {
    const tokens = tokensOf(pattern);
    const text = 'a'.repeat(2000);
    const find = compileSearch(tokens);
    const repeat = (search: () => number) => () => {
      for (let time = 0; time < 100; time++) expect(search()).toBe(-1);
    };
    const slow = timeOf(repeat(() => placeByPlace(tokens, text, 0)));
    expect(timeOf(repeat(() => find(text, 0)))).toBeLessThan(slow / 3);
  });
});
