import { describe, expect, it } from 'vitest';
import { isSuperminError, SuperminError } from '../../src/errors/supermin-error.ts';
import {
  cacheNeeded,
  lockDamaged,
  lockUnused,
  noRepository,
  ofPackage,
  severalLocks,
} from '../../src/repository/errors.ts';

describe('what went wrong with a package while it was unpacked', () => {
  it.each(['Z_DATA_ERROR', 'Z_BUF_ERROR'])('has the name of the package: %s of zlib', (code) => {
    const cause = Object.assign(new Error('incorrect header check'), { code });
    const error = ofPackage('x 1\n', cause);
    expect(error).toMatchObject({
      code: 'PACKAGE_DAMAGED',
      message: 'package x 1\\x0a: incorrect header check',
      hint: expect.stringContaining('try another mirror'),
    });
    expect(error).toHaveProperty('cause', cause);
  });

  it('has the name of the package before what is said without it', () => {
    const error = ofPackage('x 1', new SuperminError('ARCHIVE_DAMAGED', 'no tar', { hint: 'h' }));
    expect(isSuperminError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'ARCHIVE_DAMAGED', message: 'x 1: no tar', hint: 'h' });
  });

  it('is told as it is where it has the name, or is not about the package', () => {
    const named = new SuperminError('ARCHIVE_DAMAGED', 'x 1: no tar');
    const full = Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' });
    const odd = Object.assign(new Error('odd'), { code: 'EZ_' });
    for (const each of [named, full, odd, new Error('bug'), 'text', undefined]) {
      expect(ofPackage('x 1', each)).toBe(each);
    }
  });
});

describe('what is wrong with a lock', () => {
  it.each([
    [
      lockDamaged('a\n', 'why'),
      'LOCK_DAMAGED',
      'a\\x0a: truncated or corrupt: why',
      'prepare --from',
    ],
    [severalLocks(['a', 'b']), 'LOCK_SEVERAL', 'inputs: a, b', 'has one lock.json'],
    [lockUnused('a'), 'LOCK_UNUSED', 'a: the packages', 'lockedRoot'],
    [noRepository('x'), 'REPOSITORY_UNSUPPORTED', "'x' does not read", 'a newer version'],
    [cacheNeeded(), 'CACHE_MISSING', 'no directory', 'XDG_CACHE_HOME'],
  ])('is told with what to do: %#', (error, code, message, hint) => {
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(error.hint).toContain(hint);
  });
});
