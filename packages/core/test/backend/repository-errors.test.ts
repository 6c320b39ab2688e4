import { describe, expect, it } from 'vitest';
import {
  fromUnknown,
  indexDamaged,
  indexOld,
  nameUnknown,
  packageDamaged,
} from '../../src/backend/repository-errors.ts';
import { TAMPERED } from '../../src/backend/signatures/errors.ts';

describe('errors of repositories name what they are about, and say what to do', () => {
  it('what cannot be an index', () => {
    expect(indexDamaged('http://m/Packages', 'no name')).toMatchObject({
      code: 'INDEX_DAMAGED',
      message: 'http://m/Packages: truncated or corrupt: no name',
      hint: TAMPERED,
    });
  });

  it.each(['INDEX_OLD', 'RELEASE_OLD'] as const)(
    'an index that is older than one before: %s',
    (code) => {
      const dates = { found: new Date(0), last: new Date(86_400_000) };
      expect(indexOld(code, 'http://m/', dates)).toMatchObject({
        code,
        message:
          'http://m/: the index is of 1970-01-01T00:00:00.000Z, older than the one of 1970-01-02T00:00:00.000Z that was there before',
        hint: expect.stringContaining('--mirror'),
      });
    },
  );

  it('a package file that is another one', () => {
    expect(packageDamaged('caf\xc3\xa9', 'another digest')).toMatchObject({
      code: 'PACKAGE_DAMAGED',
      message: 'package café: another digest',
      hint: TAMPERED,
    });
  });

  it('a word of --from', () => {
    expect(fromUnknown('slackware', 'name a suite')).toMatchObject({
      code: 'FROM_UNKNOWN',
      message: "unknown repository: 'slackware'",
      hint: 'name a suite',
    });
  });

  it('a name: with the one that is near, if there is one', () => {
    const error = {
      code: 'PACKAGES_MISSING',
      message: 'no such package in the repositories: bsah',
    };
    expect(nameUnknown('bsah', 'bash', 'look')).toMatchObject({
      ...error,
      hint: 'did you mean bash?',
    });
    expect(nameUnknown('bsah', undefined, 'look')).toMatchObject({ ...error, hint: 'look' });
  });
});
