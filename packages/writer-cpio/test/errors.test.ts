import type { SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import * as errors from '../src/errors.ts';

it.each<[SuperminError, string, RegExp, RegExp]>([
  [errors.badCompression('x'), 'CPIO_COMPRESS', /'x'/, /none, gzip, zstd or xz/],
  [errors.noInit(), 'CPIO_NO_INIT', /\/init/, /base archive/],
  [errors.fileTooLarge('/f', 5e9), 'CPIO_FILE_SIZE', /^\/f has 5000000000 bytes; /, /-f ext2/],
])('an error of the cpio writer says which, and what to do: %s', (error, code, message, hint) => {
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});

it('and why, in the words of the system', () => {
  const cause = Object.assign(new Error('x'), { code: 'EIO' });
  expect(errors.cannotWrite('/o', cause)).toMatchObject({ code: 'CPIO_WRITE', cause });
  expect(errors.damagedName('/o', '../x')).toMatchObject({
    ...{ code: 'CPIO_DAMAGED', message: expect.stringMatching(/^\/o .*: ..\/x$/) },
  });
  expect(errors.tooManyNames('/o', 5)).toMatchObject({ code: 'CPIO_DAMAGED' });
});
