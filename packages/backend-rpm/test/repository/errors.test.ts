import type { SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import * as errors from '../../src/repository/errors.ts';

const reasons = (count: number) => Array.from({ length: count }, (_, index) => `r${index + 1}`);

it.each<[SuperminError, string, RegExp, RegExp]>([
  [errors.unsatisfiable(['a', 'b']), 'PACKAGES_UNSATISFIABLE', /: a; b$/, /provider by name/],
  [errors.unsatisfiable(reasons(9)), 'PACKAGES_UNSATISFIABLE', /r7; r8$/, /leave one/],
  [errors.sourcesEmpty('/x.repo'), 'FROM_FILE', /^\/x.repo: /, /baseurl/],
  [errors.addressUnusable('r', '$x/y'), 'FROM_FILE', /^repository r: .* \$x\/y /, /variables/],
  [
    errors.indexMissing('http://a', 'primary'),
    'INDEX_MISSING',
    /^http:\/\/a: .* primary$/,
    /create/,
  ],
])('an error of a repository says which, and what to do: %s', (error, code, message, hint) => {
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});
