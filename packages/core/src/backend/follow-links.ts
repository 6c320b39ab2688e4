import type { Host } from '../host/host.ts';
import { type BytePath, joinPath, parentPath } from '../path/byte-path.ts';
import { permitted } from './permitted.ts';

/** As many as the kernel follows: path_resolution(7). */
const MAXIMUM_LINKS = 40;

/**
 * What `find` returns for the path, or for the first of the paths that it links to. A link that no package owns may be an
 * alternative: `/usr/bin/awk` → `/etc/alternatives/awk` → `/usr/bin/mawk`. A link that the user may not read is not followed.
 */
export function followLinks<T>(
  host: Host,
  path: BytePath,
  find: (path: BytePath) => T | undefined,
): T | undefined {
  let current = path;
  for (let links = 0; links < MAXIMUM_LINKS; links++) {
    const found = find(current);
    if (found !== undefined) return found;
    const target = linkTarget(host, current);
    if (target === undefined) return undefined;
    current = target.startsWith('/') ? target : joinPath(parentPath(current), target);
  }
  return undefined;
}

function linkTarget(host: Host, path: BytePath): BytePath | undefined {
  return permitted(() => (host.lstat(path)?.type === 'symlink' ? host.readlink(path) : undefined));
}
