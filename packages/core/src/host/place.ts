import { attempt } from '../errors/attempt.ts';
import type { BytePath } from '../path/byte-path.ts';
import { sourceOf } from '../tree/content.ts';
import type { Host } from './host.ts';

/** The path of this machine at which a file or directory of the host is; undefined if it is a part of a file, or nowhere. */
export function pathOutside(host: Host, path: BytePath): BytePath | undefined {
  const content = attempt(() => host.open(path));
  return content?.kind === 'path' ? content.path : undefined;
}

/** For messages: where a file or directory of the host is, or would be. */
export function shownPath(host: Host, path: BytePath): BytePath {
  return pathOutside(host, path) ?? (host.root === '/' ? path : host.root + path);
}

/**
 * The files and directories of this machine whose change means that these paths of the host have changed. Of what is nowhere (a
 * directory in an archive) nothing is known but what `--root` says.
 */
export function watchedPaths(host: Host, paths: readonly BytePath[]): BytePath[] {
  const places = paths.map((path) => {
    const content = attempt(() => host.open(path));
    return content && sourceOf(content);
  });
  return [...new Set(places.filter((place) => place !== undefined))];
}
