import type { SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import * as errors from '../src/errors.ts';

it.each<[SuperminError, string, RegExp, RegExp]>([
  [errors.databaseMissing('/d'), 'PACMAN_DATABASE_MISSING', /^\/d: /, /--root.*--backend/],
  [errors.damaged('/d/desc', 'no name'), 'PACMAN_DAMAGED', /^\/d\/desc: no name$/, /pacman -Dk/],
  [
    errors.unsupportedVersion('/d/v', '8'),
    'PACMAN_UNSUPPORTED',
    /^\/d\/v: version '8' /,
    /pacman-db-upgrade/,
  ],
  [
    errors.downloaderMissing('pacman'),
    'PACMAN_DOWNLOADER_MISSING',
    / pacman is not installed$/,
    /--use-installed/,
  ],
  [
    errors.configurationWrong('/etc/pacman.conf', 'no server'),
    'PACMAN_CONFIGURATION',
    /^\/etc\/pacman.conf: no server$/,
    /--packager-config.*--use-installed/,
  ],
  [
    errors.downloadFailed('a-1-1', 'no route'),
    'PACMAN_DOWNLOAD_FAILED',
    /package a-1-1: no route$/,
    /repositories.*--use-installed/,
  ],
])('an error of pacman says which, and what to do: %s', (error, code, message, hint) => {
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});
