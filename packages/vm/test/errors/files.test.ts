import { describe, expect, it } from 'vitest';
import { archiveRefused, filesFailed, readingTooMuch } from '../../src/errors/files.ts';

const problem = (code: string, path = '/f') => ({ path, code });

describe('an error of files in a VM', () => {
  it.each([
    [['ENOENT'], 'FILE_MISSING'],
    [['ENOENT', 'ENOENT'], 'FILE_MISSING'],
    [['EFBIG'], 'FILE_TOO_LARGE'],
    [['EACCES'], 'FILES_FAILED'],
    [['ENOENT', 'EFBIG'], 'FILES_FAILED'],
    [[], 'FILES_FAILED'],
  ])('%j is %s', (codes, code) => {
    expect(
      filesFailed(
        'x',
        codes.map((each) => problem(each)),
      ).code,
    ).toBe(code);
  });

  it('says what is wrong with which path', () => {
    const problems = [problem('ENOENT', '/\xc3\xa9'), problem('EXOTIC', '/b')];
    const error = filesFailed('cannot read', problems);
    expect(error.message).toBe('cannot read: /é: no such file or directory (ENOENT); /b: EXOTIC');
    expect(error).toMatchObject({ problems, problemCount: 2 });
  });

  it.each([
    [3, 3, /: \/f: EXOTIC; \/f: EXOTIC; \/f: EXOTIC$/],
    [4, 4, /(; \/f: EXOTIC){2}; and 1 more$/],
    [4, 5000, /; and 4997 more$/],
  ])('shows three of %d of %d', (kept, count, message) => {
    const problems = Array.from({ length: kept }, () => problem('EXOTIC'));
    const error = filesFailed('x', problems, count);
    expect(error.message).toMatch(message);
    expect(error.problems).toHaveLength(kept);
    expect(error.problemCount).toBe(count);
  });
});

it('an archive that is refused, and a file that is too large, say where and what to do', () => {
  const cause = new Error('x');
  expect(archiveRefused('/\xc3\xa9', 'a lie', cause)).toMatchObject({
    ...{
      code: 'ARCHIVE_REFUSED',
      message: expect.stringMatching(/^copying to \/é .* sent a lie$/),
    },
    ...{ cause, hint: expect.stringContaining('do not trust') },
  });
  expect(readingTooMuch('/\xc3\xa9', 7)).toMatchObject({
    ...{ code: 'LIMIT_EXCEEDED', message: expect.stringMatching(/\/é .* 7 bytes/) },
    hint: expect.stringContaining('copyOut'),
  });
});
