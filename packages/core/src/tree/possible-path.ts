import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';
import { MAXIMUM_PATH } from './resolve-path.ts';

/** Relative paths; empty, `.` and `..` components; NUL. */
const IMPOSSIBLE = /^(?!\/)|\/\.{0,2}(?:\/|$)|\0/;

/** Components above NAME_MAX: looked for in long paths only, as it takes ten times as long. */
const LONG_NAME = /[^/]{256}/;

/** Begins in a way that neither `.` nor `..` nor an empty name does. */
const PLAIN_NAME = /^[^./\0][^\0]*$/;

/** NAME_MAX of Linux. */
const MAXIMUM_NAME = 255;

/** What most names are, in a directory that is there: found out in a tenth of the time that the whole path takes. */
export function isPlainName(name: BytePath, path: BytePath): boolean {
  return PLAIN_NAME.test(name) && name.length <= MAXIMUM_NAME && path.length <= MAXIMUM_PATH;
}

/** @throws SuperminError `TREE_PATH` */
export function checkPath(path: BytePath): void {
  const hasLongName = path.length > MAXIMUM_NAME && LONG_NAME.test(path);
  if (path.length > MAXIMUM_PATH || hasLongName || IMPOSSIBLE.test(path)) {
    throw impossible(path, 'a path');
  }
}

/** @throws SuperminError `TREE_PATH` */
export function checkTarget(path: BytePath, target: BytePath): void {
  if (target === '' || target.length > MAXIMUM_PATH || target.includes('\0')) {
    throw impossible(path, 'a link with a target');
  }
}

export function impossible(path: BytePath, what: string): SuperminError {
  const shown = path.length > 200 ? `${path.slice(0, 200)}...` : path;
  return new SuperminError(
    'TREE_PATH',
    `'${displayPath(shown)}' is not ${what} that Linux can hold`,
  );
}
