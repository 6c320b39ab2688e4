import { posix } from 'node:path';
import { type BytePath, fromUnicode, joinPath } from '@supermin/core';

/** The path from `/`, a relative one taken from the current directory; without `.`, `..` and a final slash. */
export function absolutePath(path: BytePath): BytePath {
  const full = path.startsWith('/') ? path : joinPath(fromUnicode(process.cwd()), path);
  return posix.normalize(full).replace(/(?<=.)\/$/, '');
}
