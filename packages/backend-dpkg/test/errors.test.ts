import type { SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import * as errors from '../src/errors.ts';

it.each<[string, () => SuperminError, RegExp, RegExp]>([
  ['DPKG_DATABASE_MISSING', () => errors.databaseMissing('/d/status'), /^\/d\/status: /, /--root/],
  [
    'DPKG_DAMAGED',
    () => errors.damaged('/d/status', 7, 'no name'),
    /^\/d\/status: line 7: no name$/,
    /status-old/,
  ],
  ['DPKG_HALF_INSTALLED', () => errors.halfInstalled('a'), /^package a is/, /--reinstall a$/],
  [
    'DPKG_LIST_MISSING',
    () => errors.listMissing('a:i386', '/d/a.list'),
    /^\/d\/a.list: .* a:i386 is missing$/,
    /--reinstall a:i386$/,
  ],
  [
    'DPKG_DOWNLOAD_FAILED',
    () => errors.downloadFailed('a=1', 'no route', 100),
    /package a=1: no route$/,
    /apt-get update.*--use-installed/,
  ],
])('an error of dpkg says which, and what to do: %s', (code, make, message, hint) => {
  const error = make();
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});

it('a download that fails ends as apt does, if that has said so', () => {
  const statusOf = (status: number) => errors.downloadFailed('a', 'x', status).exitStatus;
  const usual = errors.halfInstalled('a').exitStatus;
  expect([100, 1, 0, -1].map(statusOf)).toEqual([100, 1, usual, usual]);
});
