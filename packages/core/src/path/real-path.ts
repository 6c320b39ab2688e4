import { realpathSync } from 'node:fs';
import { type BytePath, toSystemPath } from './byte-path.ts';

/**
 * realpath(3): absolute, without links. Throws the system's error.
 *
 * The C library's, because the one that Node.js wrote in JavaScript goes through UTF-8, where other bytes get lost.
 */
export function realPath(path: BytePath): BytePath {
  return realpathSync.native(toSystemPath(path), { encoding: 'latin1' });
}
