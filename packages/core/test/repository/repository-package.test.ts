import { describe, expect, it } from 'vitest';
import type { RepositoryPackage } from '../../src/plugin/repository-contract.ts';
import { faultyField, isRepositoryPackage } from '../../src/repository/repository-package.ts';

const PACKAGE: RepositoryPackage = {
  ...{ name: 'x', version: '1:2.0-1~a+b', arch: 'all', id: 'x:all', source: 1 },
  ...{ path: 'pool/x..y/.z.deb', size: 5, sha256: 'a'.repeat(64) },
};

/** The faulty field of a package of which one is another. */
const faulty = (change: object) => faultyField({ ...PACKAGE, ...change }, 2);

const NO_WORDS = ['', '.x', '-x', 'a/b', 'a b', 'a\0', 'a\n', 'a\x7f', 7, null, undefined, ['x']];

describe('a package of a repository', () => {
  it('can be downloaded and checked', () => {
    expect(faulty({})).toBeUndefined();
    expect(isRepositoryPackage(PACKAGE, 2)).toBe(true);
    expect(isRepositoryPackage(PACKAGE, 1)).toBe(false);
  });

  it.each(['name', 'version', 'arch'])('has a %s that is one word', (field) => {
    for (const value of NO_WORDS) expect(faulty({ [field]: value })).toBe(field);
    for (const value of ['a', 'a-.b', '\xe9', '~'])
      expect(faulty({ [field]: value })).toBeUndefined();
  });

  it('may have an id, which is one word', () => {
    expect(faulty({ id: undefined })).toBeUndefined();
    for (const value of NO_WORDS.filter((each) => each !== undefined)) {
      expect(faulty({ id: value })).toBe('id');
    }
  });

  it.each([
    ...['', '/x', '..', '../x', 'a/../x', 'a/..', 'a\0', 'a\nb', 'a\x1f', 'a\x7f'],
    ...[undefined, null, 7, ['a']],
  ])('has a path below its source, and so not %j', (path) => {
    expect(faulty({ path })).toBe('path');
  });

  it.each(['a', '...', 'a b', './a', 'a//b', 'a..'])('may have the path %j', (path) => {
    expect(faulty({ path })).toBeUndefined();
  });

  it.each([-1, 2, 0.5, '1', null, undefined, Number.NaN])('has no source %j of two', (source) => {
    expect(faulty({ source })).toBe('source');
  });

  it.each([0, 1])('may have source %j of two', (source) => {
    expect(faulty({ source })).toBeUndefined();
  });

  it('has 16 GiB at most', () => {
    for (const size of [0, 2 ** 34]) expect(faulty({ size })).toBeUndefined();
    for (const size of [2 ** 34 + 1, -1, 1.5, '5', undefined, Number.NaN]) {
      expect(faulty({ size })).toBe('size');
    }
  });

  it('has a SHA-256 in small letters', () => {
    const digits = PACKAGE.sha256;
    for (const sha256 of [
      ...['', digits.slice(1), `${digits}a`, digits.toUpperCase(), `${digits}\n`],
      ...[[digits], undefined, `g${digits.slice(1)}`],
    ]) {
      expect(faulty({ sha256 })).toBe('sha256');
    }
  });

  it.each([null, undefined, 7, 'x', []])('is not %j', (value) => {
    expect(isRepositoryPackage(value as never, 2)).toBe(false);
  });
});
