import type { Host } from '../host/host.ts';
import type { BytePath } from '../path/byte-path.ts';
import { MAXIMUM_LINKS } from '../path/links.ts';
import { PathWalk } from '../path/path-walk.ts';

/**
 * The place of a file of the host that was named by way of `..`: `/etc/../etc/hosts` is `/etc/hosts`. Links on the way are
 * followed, as the kernel does before it goes up; the last name stays as it is, and nothing is above `/`.
 *
 * @param path absolute, of a file that is there; one without `..` is returned as it is
 */
export function settledPath(host: Host, path: BytePath): BytePath {
  if (!path.includes('/..')) return path;
  const walk = new PathWalk<BytePath>(path);
  for (let name = walk.next(); name !== undefined; name = walk.next()) {
    const at = `/${[...walk.way, name].join('/')}`;
    const mayBeLink = !walk.isAtEnd() && walk.links < MAXIMUM_LINKS;
    if (mayBeLink && host.lstat(at)?.type === 'symlink') walk.follow(host.readlink(at));
    else walk.enter(name);
  }
  return `/${walk.way.join('/')}`;
}
