import type { BytePath } from '@supermin/core';
import type { TextFile } from './text-file.ts';

/** dpkg-divert(1): whoever ships `path` finds its file installed as `divertedTo`, but for the package `by`. */
export interface Diversion {
  path: BytePath;
  divertedTo: BytePath;
  /** The name of the diverting package; undefined for the administrator's own ("local") ones, which spare nobody. */
  by: string | undefined;
}

/**
 * `var/lib/dpkg/diversions`: three lines each.
 *
 *     /bin/sh
 *     /bin/sh.distrib
 *     dash                 or ":" for a local diversion
 */
export function parseDiversions(file: TextFile): Map<BytePath, Diversion> {
  const diversions = new Map<BytePath, Diversion>();
  if (file.text === '') return diversions;
  const lines = file.text.slice(0, -1).split('\n');
  let offset = 0;
  for (let index = 0; index < lines.length; index += 3) {
    const [path, divertedTo, by] = lines.slice(index, index + 3);
    if (!path?.startsWith('/') || !divertedTo?.startsWith('/')) {
      throw file.damagedAt(offset, 'not a pair of absolute paths');
    }
    if (by === undefined || by === '') {
      throw file.damagedAt(offset, 'the file is cut off: a diversion without its package');
    }
    if (diversions.has(path)) throw file.damagedAt(offset, 'a path diverted twice');
    diversions.set(path, { path, divertedTo, by: by === ':' ? undefined : by });
    offset += path.length + divertedTo.length + by.length + 3;
  }
  return diversions;
}
