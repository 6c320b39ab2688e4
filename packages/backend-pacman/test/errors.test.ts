import type { SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import * as errors from '../src/errors.ts';

it.each<[string, () => SuperminError, RegExp, RegExp]>([
  ['PACMAN_DATABASE_MISSING', () => errors.databaseMissing('/d'), /^\/d: /, /--root.*--backend/],
  [
    'PACMAN_DAMAGED',
    () => errors.damaged('/d/desc', 'no name'),
    /^\/d\/desc: no name$/,
    /pacman -Dk/,
  ],
  [
    'PACMAN_UNSUPPORTED',
    () => errors.unsupportedVersion('/d/v', '8'),
    /^\/d\/v: version '8' /,
    /pacman-db-upgrade/,
  ],
  [
    'PACMAN_DOWNLOADER_MISSING',
    () => errors.downloaderMissing('pacman'),
    / pacman is not installed$/,
    /--use-installed/,
  ],
  [
    'PACMAN_CONFIGURATION',
    () => errors.configurationWrong('/etc/pacman.conf', 'no server'),
    /^\/etc\/pacman.conf: no server$/,
    /--packager-config.*--use-installed/,
  ],
  [
    'PACMAN_DOWNLOAD_FAILED',
    () => errors.downloadFailed('a-1-1', 'no route'),
    /package a-1-1: no route$/,
    /repositories.*--use-installed/,
  ],
])('an error of pacman says which, and what to do: %s', (code, make, message, hint) => {
  const error = make();
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});
