import { type BytePath, joinPath, parentPath } from './byte-path.ts';

/** As many links as Linux follows in one path: path_resolution(7). */
export const MAXIMUM_LINKS = 40;

/** The path that a link leads to. */
export function linkTarget(link: BytePath, target: BytePath): BytePath {
  return target.startsWith('/') ? target : joinPath(parentPath(link), target);
}
