import type { SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import * as errors from '../src/errors.ts';

it.each<[SuperminError, string, RegExp, RegExp]>([
  [
    errors.databaseMissing(['/a', '/b']),
    'RPM_DATABASE_MISSING',
    / in \/a, \/b$/,
    /--root.*--backend/,
  ],
  [errors.damaged('/d', 7, 'no magic'), 'RPM_DAMAGED', /^\/d: offset 7: no magic$/, /--rebuilddb/],
  [
    errors.packageDamaged('a', errors.damaged('/d', 7, 'x')),
    'RPM_DAMAGED',
    /^\/d: offset 7: x: package a$/,
    /^reinstall/,
  ],
  [errors.skippedByRpm('/d', 'bad header'), 'RPM_DAMAGED', /^\/d: rpm: bad header$/, /rpm -qa/],
  [errors.unsupported('/d', 'ndb'), 'RPM_UNSUPPORTED', /^\/d: ndb$/, /^install the rpm/],
  [errors.foreignRpm('/d'), 'RPM_UNSUPPORTED', /^\/d: .*rpm 5/, /--root/],
  [errors.rpmFailed('/d', 'locked'), 'RPM_QUERY_FAILED', /^\/d: .*: locked$/, /rpm -qa/],
  [
    errors.downloaderMissing(['dnf', 'yum']),
    'RPM_DOWNLOADER_MISSING',
    / dnf, yum is/,
    /--use-installed/,
  ],
  [
    errors.downloadFailed('a-1', 'no route', 1),
    'RPM_DOWNLOAD_FAILED',
    /package a-1: no route$/,
    /repositories.*--use-installed/,
  ],
])('an error of rpm says which, and what to do: %s', (error, code, message, hint) => {
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});

it('a download that fails ends as its program does, if that has said so', () => {
  const statusOf = (status: number) => errors.downloadFailed('a', 'x', status).exitStatus;
  const usual = errors.foreignRpm('/d').exitStatus;
  expect([100, 1, 0, -1].map(statusOf)).toEqual([100, 1, usual, usual]);
});

it('a damaged package keeps what is wrong with it', () => {
  const damage = errors.damaged('/d', 7, 'x');
  expect(errors.packageDamaged('a', damage).cause).toBe(damage);
});
