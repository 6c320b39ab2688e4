import type { SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import * as errors from '../../src/repository/errors.ts';

const reasons = (count: number) => Array.from({ length: count }, (_, index) => `r${index + 1}`);

it.each<[string, () => SuperminError, RegExp, RegExp]>([
  ['PACKAGES_UNSATISFIABLE', () => errors.unsatisfiable(['a', 'b']), /: a; b$/, /provider by name/],
  [
    'PACKAGES_UNSATISFIABLE',
    () => errors.unsatisfiable(reasons(9)),
    /r7; r8; and 1 more$/,
    /leave one/,
  ],
  ['FROM_FILE', () => errors.sourcesEmpty('/x.repo'), /^\/x.repo: /, /baseurl/],
  [
    'FROM_FILE',
    () => errors.addressUnusable('r', '$x/y'),
    /^repository r: .* \$x\/y /,
    /variables/,
  ],
  [
    'INDEX_MISSING',
    () => errors.indexMissing('http://a', 'primary'),
    /^http:\/\/a: .* primary$/,
    /create/,
  ],
])('an error of a repository says which, and what to do: %s', (code, make, message, hint) => {
  const error = make();
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});
