import { unlinkSync } from 'node:fs';
import { attempt, type BytePath, toSystemPath } from '@supermin/core';

/** Removes what is there already, unless it is a directory. */
export function removeOld(path: BytePath): void {
  attempt(() => unlinkSync(toSystemPath(path)), 'ENOENT');
}

export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
