import { describe, expect, it } from 'vitest';
import { SuperminError } from '../../src/errors/supermin-error.ts';
import {
  describeFailure,
  isFull,
  isOutOfFiles,
  naming,
  reasonOf,
  throwIfOutOfFiles,
} from '../../src/errors/write-failure.ts';

function systemError(code: string, more: object = {}): Error {
  return Object.assign(new Error(`${code}: as Node.js has it`), { code, ...more });
}

describe('describeFailure', () => {
  it.each([
    ['ENOSPC', 'NO_SPACE', 'no space left on the filesystem', 'free some space'],
    ['EDQUOT', 'NO_SPACE', 'the disk quota is exceeded', 'remove files'],
    ['EFBIG', 'FILE_SIZE_LIMIT', 'the file is larger', 'ulimit -f'],
    ['EMFILE', 'OPEN_FILES_LIMIT', 'this process may not open more files', 'ulimit -n'],
    ['ENFILE', 'OPEN_FILES_LIMIT', 'the system may not open more files', 'fs.file-max'],
    ['EROFS', 'READ_ONLY_FILESYSTEM', 'the filesystem is read-only', 'read-write'],
    ['EIO', 'INPUT_OUTPUT_ERROR', 'input/output error', 'dmesg'],
  ])('%s', (errno, code, text, hint) => {
    const cause = systemError(errno);
    expect(describeFailure(cause, '/out\n')).toMatchObject({
      ...{ code, cause },
      message: expect.stringContaining(`/out\\x0a: ${text}`),
      hint: expect.stringContaining(hint),
    });
    expect(reasonOf(cause)).toContain(text);
  });

  it.each([
    ['ENOSPC', '/to'],
    ['EDQUOT', '/to'],
    ['EFBIG', '/to'],
    ['EROFS', '/to'],
    ['EMFILE', '/from'],
    ['EIO', '/from'],
  ])('of a copy names the place that refuses: %s', (code, place) => {
    const error = Object.assign(new Error(code), { code, path: '/from', dest: '/to' });
    expect(describeFailure(error, '/x')).toMatchObject({
      message: expect.stringMatching(`^${place}: `),
    });
  });

  it('names the path that the error has', () => {
    const error = systemError('ENOSPC', { path: '/out/café' });
    expect(describeFailure(error, '/out')).toMatchObject({
      message: '/out/café: no space left on the filesystem',
    });
  });

  it('says what is needed and what there was, where it is a matter of space', () => {
    const shortage = { need: 5, have: 3, unit: 'files' } as const;
    const message = (errno: string, more = {}) =>
      (describeFailure(systemError(errno), '/out', { ...shortage, ...more }) as Error).message;
    expect(message('EDQUOT')).toBe('no space left for /out: it needs 5 files, 3 were available');
    expect(message('ENOSPC', { atMost: true })).toContain('it needs up to 5 files');
    const cause = systemError('ENOSPC');
    expect(describeFailure(cause, '/out', shortage)).toMatchObject({
      ...{ code: 'NO_SPACE', cause },
      hint: expect.stringContaining('free some space'),
    });
    expect(message('EROFS')).toBe('/out: the filesystem is read-only');
  });

  it.each([
    ['ours', new SuperminError('ENOSPC', 'ours')],
    ['of other codes', systemError('EACCES')],
    ['no error of the system', new TypeError('a mistake')],
    ['no error at all', undefined],
  ])('leaves what is %s', (_, error) => {
    expect(describeFailure(error, '/out')).toBe(error);
  });
});

it('isFull: no space, or none for this user', () => {
  expect(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES'].map((code) => isFull(systemError(code)))).toEqual([
    ...[true, true, false, false],
  ]);
  expect(isFull(new TypeError('a mistake'))).toBe(false);
});

describe('a limit of open files', () => {
  it.each([
    ['EMFILE', true],
    ['ENFILE', true],
    ['ENOSPC', false],
    ['ENOENT', false],
  ])('is what %s says: %s', (code, isLimit) => {
    const error = systemError(code);
    expect(isOutOfFiles(error)).toBe(isLimit);
    const look = () => throwIfOutOfFiles(error, '/caf\u00e9');
    if (!isLimit) expect(look).not.toThrow();
    else expect(look).toThrow(expect.objectContaining({ code: 'OPEN_FILES_LIMIT', cause: error }));
  });

  it('names the path that could not be looked at', () => {
    expect(() => throwIfOutOfFiles(systemError('EMFILE'), '/caf\u00e9')).toThrow(
      '/caf\u00e9: this process may not open more files',
    );
  });
});

it('reasonOf: else the code', () => {
  expect(reasonOf(systemError('EACCES'))).toBe('EACCES');
  expect(reasonOf(new TypeError('a mistake'))).toBe('TypeError: a mistake');
});

it('naming: what work gives, or an error that names the path', () => {
  expect(naming('/out', () => 5)).toBe(5);
  const full = () => {
    throw systemError('ENOSPC');
  };
  expect(() => naming('/out/initrd', full)).toThrow('/out/initrd: no space left');
});
