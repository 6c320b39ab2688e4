import { expect, it } from 'vitest';
import { AREAS, codes, explanationOf } from '../../src/explain/table.ts';

it('says something in each column, in sentences', () => {
  for (const code of codes()) {
    const { what, why, remedy } = explanationOf(code)!;
    for (const text of [what, why, remedy])
      expect(text, code).toMatch(/^[^a-z].+\.$|^[a-z'@].*\.$/);
  }
  expect(explanationOf('no_space')).toEqual(explanationOf('NO_SPACE'));
  expect(explanationOf('constructor')).toBeUndefined();
});

it('is found by its code alone, in any area', () => {
  for (const [, rows] of AREAS) {
    for (const [code, [what, why, remedy]] of Object.entries(rows)) {
      expect(explanationOf(code)).toEqual({ what, why, remedy });
    }
  }
});
