import { readFileSync } from 'node:fs';
import { randomNumbers } from '@supermin/test-support/random';
import { describe, expect, it, vi } from 'vitest';
import { compilePattern } from '../../src/match/fnmatch.ts';
import { available, hasLibc, run } from '../support/programs.ts';

const FNM_NOESCAPE = 2;
const LIBC_FNMATCH = new URL('./libc-fnmatch.py', import.meta.url).pathname;

/** Recorded from glibc 2.36: for every pattern the subjects that fnmatch(3) with FNM_NOESCAPE finds to match. */
const table = JSON.parse(
  readFileSync(new URL('./fnmatch-table.json', import.meta.url), 'utf8'),
) as { subjects: string[]; matches: Record<string, number[]> };

function matches(pattern: string, text: string): boolean {
  return compilePattern(pattern)(text);
}

describe('fnmatch(3) in the C locale with FNM_NOESCAPE', () => {
  it.each(Object.entries(table.matches))('%j matches what glibc says', (pattern, recorded) => {
    const found = table.subjects.flatMap((text, index) => (matches(pattern, text) ? [index] : []));
    expect(found.map((index) => table.subjects[index])).toEqual(
      recorded.map((index) => table.subjects[index]),
    );
  });

  it('takes a bracket that is never closed for a character, also where glibc gives up', () => {
    expect(matches('[a-', '[a-')).toBe(true);
    expect(matches('a[*', 'a[b')).toBe(true);
  });

  it.each([
    ['[[=x=]-z]', ['x', '-', 'z'], ['w', 'y', '=']],
    ['[a-[=c=]]', ['c]', '=]'], ['a', 'b', 'b]']],
  ])('begins and ends no range with an equivalence class: %s', (pattern, fitting, others) => {
    expect([...fitting, ...others].filter((text) => matches(pattern, text))).toEqual(fitting);
  });

  it('knows no escapes: a backslash is a character', () => {
    expect(matches('\\*', '\\abc')).toBe(true);
    expect(matches('\\*', '*')).toBe(false);
  });

  it('takes bytes above 127 for single characters, in no class', () => {
    expect(matches('caf??', 'caf\u00c3\u00a9')).toBe(true);
    expect(matches('[[:alpha:]]', '\u00e9')).toBe(false);
    expect(matches('[![:alpha:]]', '\u00e9')).toBe(true);
  });

  it.each([
    ['question marks', `${'*?'.repeat(500)}b`, 'a'.repeat(4096)],
    ['a hundred thousand stars', `${'*'.repeat(100_000)}b`, 'a'.repeat(4096)],
    ['brackets that are never closed', '['.repeat(60_000), 'a'],
    ['classes that are never closed', '[[:a:]'.repeat(9_000), 'a'],
    ['many stars', `${'*a'.repeat(20)}b`, 'a'.repeat(4096)],
    ['stars and brackets', `${'*[a-z]'.repeat(1_000)}*Z`, 'a'.repeat(4096)],
    ['stars and negated brackets', `${'*[!/]'.repeat(9)}*.QQ`, '/usr/share/doc'.repeat(290)],
    ['stars and question marks', `${'*a?'.repeat(500)}b`, 'a'.repeat(4096)],
  ])('does not blow up: %s', (_, pattern, text) => {
    expect(matches(pattern, text)).toBe(false);
  });

  it('a text of another length is not looked at where there is no star', () => {
    const fits = compilePattern(`${'?'.repeat(40)}${'[!x]'.repeat(30)}`);
    const test = vi.spyOn(RegExp.prototype, 'test');
    const others = [0, 69, 71, 4096].map((length) => fits('/'.repeat(length)));
    const looks = test.mock.calls.length;
    test.mockRestore();
    expect({ others, looks }).toEqual({ others: [false, false, false, false], looks: 0 });
    expect(fits('/'.repeat(70))).toBe(true);
  });

  it.runIf(available('fnmatch(3), by python3 with glibc', hasLibc))(
    'agrees with the C library of this machine on random patterns',
    () => {
      const cases = randomCases(20_000);
      const input = JSON.stringify(cases.map((pair) => [...pair, FNM_NOESCAPE]));
      const libc = (JSON.parse(run('python3', [LIBC_FNMATCH], input).toString()) as number[]).map(
        Boolean,
      );
      expect(libc.filter(Boolean).length).toBeGreaterThan(2000);
      const wrong = cases.filter(
        ([pattern, text], index) => matches(pattern, text) !== libc[index],
      );
      expect(wrong).toEqual([]);
    },
  );
});

/** The same in every run. */
function randomCases(count: number): [string, string][] {
  const pieces =
    'a|b|-|[|]|!|^|*|?|.|/|\\|:|=|\u00e9|\n|[:alpha:]|[:foo:]|[.a.]|[=b=]|[a-c]|[!a]|[]a]';
  const atoms = pieces.split('|');
  const random = randomNumbers(1);
  const some = (list: readonly string[], most: number) =>
    Array.from({ length: random(most + 1) }, () => list[random(list.length)]).join('');
  const cases: [string, string][] = [];
  while (cases.length < count) {
    const pattern = some(atoms, 7);
    if (leftOpen(pattern)) continue;
    // Half of the subjects are made from the pattern, so that many match.
    const text =
      random(2) === 0
        ? some([...'abc-[]!^./\\:\u00e9\n*?='], 5)
        : pattern.replace(/[*?[\]]/g, (special) => ['a', '', special][random(3)]!);
    cases.push([pattern, text]);
  }
  return cases;
}

/** Where glibc gives up on a bracket that is never closed; POSIX has an ordinary `[` there, and so have we. */
function leftOpen(pattern: string): boolean {
  const closed = /\[[!^]?\]?(?:\[([.:=]).*?\1\]|(?!\[([.:=]).*?\2\])[^\]])*\]/gs;
  return pattern.replace(closed, '').includes('[') && /-$|\[[.:=]/.test(pattern);
}
