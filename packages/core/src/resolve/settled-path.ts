import type { Host } from '../host/host.ts';
import type { BytePath } from '../path/byte-path.ts';

/** As many links as Linux follows in one path. */
const MAXIMUM_LINKS = 40;

/**
 * The place of a file of the host that was named by way of `..`: `/etc/../etc/hosts` is `/etc/hosts`. Links on the way are
 * followed, as the kernel does before it goes up; the last name stays as it is, and nothing is above `/`.
 *
 * @param path absolute, of a file that is there; one without `..` is returned as it is
 */
export function settledPath(host: Host, path: BytePath): BytePath {
  if (!path.includes('/..')) return path;
  const way: BytePath[] = [];
  const pending = path.split('/').reverse();
  let links = 0;
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      way.pop();
      continue;
    }
    way.push(name);
    if (pending.length === 0 || links === MAXIMUM_LINKS) continue;
    const at = `/${way.join('/')}`;
    if (host.lstat(at)?.type !== 'symlink') continue;
    const target = host.readlink(at);
    links++;
    if (target.startsWith('/')) way.length = 0;
    else way.pop();
    pending.push(...target.split('/').reverse());
  }
  return `/${way.join('/')}`;
}
