import { posix } from 'node:path';
import { absolutePath, type BytePath } from '@supermin/core';

/** The path from `/`, a relative one taken from the current directory; without `.`, `..` and a final slash. */
export function normalPath(path: BytePath): BytePath {
  return posix.normalize(absolutePath(path)).replace(/(?<=.)\/$/, '');
}
