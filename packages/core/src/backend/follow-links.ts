import type { Host } from '../host/host.ts';
import type { BytePath } from '../path/byte-path.ts';
import { linkTarget, MAXIMUM_LINKS } from '../path/links.ts';
import { permitted } from './permitted.ts';

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
    const target = readLink(host, current);
    if (target === undefined) return undefined;
    current = linkTarget(current, target);
  }
  return undefined;
}

function readLink(host: Host, path: BytePath): BytePath | undefined {
  return permitted(() => (host.lstat(path)?.type === 'symlink' ? host.readlink(path) : undefined));
}
