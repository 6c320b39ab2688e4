import { unlinkSync } from 'node:fs';
import { type BytePath, systemErrorCode, toSystemPath } from '@supermin/core';

/** Removes what is there already, unless it is a directory. */
export function removeOld(path: BytePath): void {
  try {
    unlinkSync(toSystemPath(path));
  } catch (error) {
    const code = systemErrorCode(error);
    if (code !== 'ENOENT') throw error;
  }
}

export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
