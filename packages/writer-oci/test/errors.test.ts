import type { SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import * as errors from '../src/errors.ts';

it.each<[SuperminError, string, RegExp, RegExp]>([
  [errors.badKind('x'), 'OCI_KIND', /'x'/, /container or disk/],
  [errors.badCompression('x'), 'OCI_COMPRESS', /'x'/, /gzip, zstd or none/],
  [errors.badReference('X Y'), 'OCI_REFERENCE', /'X Y'/, /NAME:TAG/],
  [errors.badProgram('x'), 'OCI_PROGRAM', /'x'$/, /absolute path/],
  [errors.whiteout('/.wh.a'), 'OCI_NAME', /^\/.wh.a: /, /^exclude it$/],
  [errors.sameArchitecture('/l', 'amd64'), 'OCI_ADD', /^\/l: .* amd64$/, /other architectures/],
  [errors.notAddable('/l', 'no index'), 'OCI_ADD', /^\/l .*: no index$/, /same --kind/],
  [errors.unreadableKernel('/k'), 'OCI_KERNEL', /: \/k$/, /--kernel$/],
])('an error of OCI images says which, and what to do: %s', (error, code, message, hint) => {
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});
