import type { SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import * as errors from '../../src/repository/errors.ts';

const problems = (count: number) => Array.from({ length: count }, (_, index) => `p${index + 1}`);

it.each<[string, () => SuperminError, RegExp, RegExp]>([
  ['PACKAGES_MISSING', () => errors.repositoryUnknown('x', ['a', 'b']), /: x$/, /^there is a, b$/],
  ['PACKAGES_UNSATISFIABLE', () => errors.unsatisfiable(problems(8)), /: p1; .*; p8$/, /leave one/],
  [
    'PACKAGES_UNSATISFIABLE',
    () => errors.unsatisfiable(problems(9)),
    /; p8; and 1 more$/,
    /provider/,
  ],
  ['FROM_FILE', () => errors.sourcesEmpty('/x.conf'), /^\/x.conf: /, /Server.*pacman.conf/],
])('an error of a repository says which, and what to do: %s', (code, make, message, hint) => {
  const error = make();
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});
