import type { SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import * as errors from '../src/errors.ts';

it.each<[SuperminError, string, RegExp, RegExp]>([
  [errors.databaseMissing('/d/status'), 'DPKG_DATABASE_MISSING', /^\/d\/status: /, /--root/],
  [
    errors.damaged('/d/status', 7, 'no name'),
    'DPKG_DAMAGED',
    /^\/d\/status: line 7: no name$/,
    /status-old/,
  ],
  [errors.halfInstalled('a'), 'DPKG_HALF_INSTALLED', /^package a is/, /--reinstall a$/],
  [
    errors.listMissing('a:i386', '/d/a.list'),
    'DPKG_LIST_MISSING',
    /^\/d\/a.list: .* a:i386 is missing$/,
    /--reinstall a:i386$/,
  ],
  [
    errors.downloadFailed('a=1', 'no route', 100),
    'DPKG_DOWNLOAD_FAILED',
    /package a=1: no route$/,
    /apt-get update.*--use-installed/,
  ],
])('an error of dpkg says which, and what to do: %s', (error, code, message, hint) => {
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});

it('a download that fails ends as apt does, if that has said so', () => {
  const statusOf = (status: number) => errors.downloadFailed('a', 'x', status).exitStatus;
  const usual = errors.halfInstalled('a').exitStatus;
  expect([100, 1, 0, -1].map(statusOf)).toEqual([100, 1, usual, usual]);
});
