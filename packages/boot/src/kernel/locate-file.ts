import { type BytePath, type Host, joinPath, parentPath } from '@supermin/core';

/** As many links as Linux follows in one path. */
const MAXIMUM_LINKS = 40;

/**
 * The path that `open` takes for a file of the host, links in the last component followed inside the host root, too
 * (`Host.locate` leaves that one as it is). In `/` the kernel does that, and the path stays as it was.
 *
 * A loop of links gives the path of a link; opening it fails.
 */
export function locateFile(host: Host, path: BytePath): BytePath {
  if (host.root === '/') return path;
  let current = path;
  for (let links = 0; links < MAXIMUM_LINKS; links++) {
    if (host.lstat(current)?.type !== 'symlink') break;
    const target = host.readlink(current);
    current = target.startsWith('/') ? target : joinPath(parentPath(current), target);
  }
  return host.locate(current);
}
