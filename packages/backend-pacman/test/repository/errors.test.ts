import type { SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import * as errors from '../../src/repository/errors.ts';

const problems = (count: number) => Array.from({ length: count }, (_, index) => `p${index + 1}`);

it.each<[SuperminError, string, RegExp, RegExp]>([
  [errors.repositoryUnknown('x', ['a', 'b']), 'PACKAGES_MISSING', /: x$/, /^there is a, b$/],
  [errors.unsatisfiable(problems(8)), 'PACKAGES_UNSATISFIABLE', /: p1; .*; p8$/, /leave one/],
  [errors.unsatisfiable(problems(9)), 'PACKAGES_UNSATISFIABLE', /; p8 \(and 1 more\)$/, /provider/],
  [errors.sourcesEmpty('/x.conf'), 'FROM_FILE', /^\/x.conf: /, /Server.*pacman.conf/],
])('an error of a repository says which, and what to do: %s', (error, code, message, hint) => {
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});
