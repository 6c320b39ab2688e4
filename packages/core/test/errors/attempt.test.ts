import { describe, expect, it } from 'vitest';
import { attempt, readable } from '../../src/errors/attempt.ts';
import { SuperminError } from '../../src/errors/supermin-error.ts';

function failing(code: string): () => never {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

const bug = () => {
  throw new TypeError('a bug');
};

describe('attempt', () => {
  it('gives what the work gives', () => {
    expect(attempt(() => 1)).toBe(1);
    expect(attempt(() => 1, 'ENOENT')).toBe(1);
  });

  it('is undefined for every error where none is named, and for those that are', () => {
    expect(attempt(bug)).toBeUndefined();
    expect(attempt(failing('EIO'))).toBeUndefined();
    expect(attempt(failing('ENOENT'), 'EACCES', 'ENOENT')).toBeUndefined();
  });

  it('throws all others', () => {
    expect(() => attempt(failing('EIO'), 'ENOENT')).toThrow('EIO');
    expect(() => attempt(bug, 'ENOENT')).toThrow('a bug');
    const ours = () => {
      throw new SuperminError('ENOENT', 'ours');
    };
    expect(() => attempt(ours, 'ENOENT')).toThrow('ours');
  });
});

describe('readable', () => {
  it('is undefined where the system refuses', () => {
    expect(readable(() => 'text')).toBe('text');
    expect(readable(failing('ENOENT'))).toBeUndefined();
    expect(readable(failing('EACCES'))).toBeUndefined();
  });

  it('throws what is not about the file: no more may be opened, a bug', () => {
    expect(() => readable(failing('EMFILE'))).toThrow('EMFILE');
    expect(() => readable(bug)).toThrow('a bug');
  });
});
