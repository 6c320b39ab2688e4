import { type BytePath, joinPath } from './byte-path.ts';
import { realPath } from './real-path.ts';

/**
 * The path from `/`: a relative one is taken from the current directory. Links and `..` stay as they are.
 *
 * The current directory is not asked of `process.cwd()`, which loses bytes that are not UTF-8.
 */
export function absolutePath(path: BytePath): BytePath {
  return path.startsWith('/') ? path : joinPath(realPath('.'), path);
}
