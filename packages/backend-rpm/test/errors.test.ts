import type { SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import * as errors from '../src/errors.ts';

it.each<[string, () => SuperminError, RegExp, RegExp]>([
  [
    'RPM_DATABASE_MISSING',
    () => errors.databaseMissing(['/a', '/b']),
    / in \/a, \/b$/,
    /--root.*--backend/,
  ],
  [
    'RPM_DAMAGED',
    () => errors.damaged('/d', 7, 'no magic'),
    /^\/d: offset 7: no magic$/,
    /--rebuilddb/,
  ],
  [
    'RPM_DAMAGED',
    () => errors.packageDamaged('a', errors.damaged('/d', 7, 'x')),
    /^\/d: offset 7: x: package a$/,
    /^reinstall/,
  ],
  [
    'RPM_DAMAGED',
    () => errors.skippedByRpm('/d', 'bad header'),
    /^\/d: rpm: bad header$/,
    /rpm -qa/,
  ],
  ['RPM_UNSUPPORTED', () => errors.unsupported('/d', 'ndb'), /^\/d: ndb$/, /^install the rpm/],
  ['RPM_UNSUPPORTED', () => errors.foreignRpm('/d'), /^\/d: .*rpm 5/, /--root/],
  ['RPM_QUERY_FAILED', () => errors.rpmFailed('/d', 'locked'), /^\/d: .*: locked$/, /rpm -qa/],
  [
    'RPM_DOWNLOADER_MISSING',
    () => errors.downloaderMissing(['dnf', 'yum']),
    / dnf, yum is/,
    /--use-installed/,
  ],
  [
    'RPM_DOWNLOAD_FAILED',
    () => errors.downloadFailed('a-1', 'no route', 1),
    /package a-1: no route$/,
    /repositories.*--use-installed/,
  ],
])('an error of rpm says which, and what to do: %s', (code, make, message, hint) => {
  const error = make();
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
