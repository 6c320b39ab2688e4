import { lstatSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { isDeadTag, ownerTag } from '../output/owner-tag.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { isOwnDirectory, ownDirectory } from './own-directory.ts';

/** Below the user's cache directory. */
export const USES = 'uses';

export type Purpose = 'use' | 'remove' | 'room' | 'over';

/** Seconds after which the file of a process that cannot be seen from here (another boot, another container) does not count. */
const PATIENCE: Readonly<Record<Purpose, number>> = {
  use: 24 * 3600,
  remove: 60,
  room: 3600,
  over: 3600,
};

/**
 * An empty file whose name tells what a process does with something in the cache:
 *
 *     CACHE/uses/run-5f0c2a91.use.<tag>       uses run/5f0c2a91
 *     CACHE/uses/run-5f0c2a91.remove.<tag>    is about to remove it
 *     CACHE/uses/110000000.room.<tag>         makes something that takes this many bytes
 *     CACHE/uses/cache.over.<tag>             has seen that the cache is above its limit, by what is in use
 */
export function mark(cache: BytePath, entry: string, purpose: Purpose): BytePath {
  const file = joinPath(ownDirectory(cache, USES), `${entry}.${purpose}.${ownerTag()}`);
  writeFileSync(toSystemPath(file), '', { flag: 'wx', mode: 0o600 });
  return file;
}

export function unmark(file: BytePath): void {
  rmSync(toSystemPath(file), { force: true });
}

/** Whether a living process has marked the entry. @param except marks that do not count */
export function isMarked(
  cache: BytePath,
  entry: string,
  purpose: Purpose,
  except: readonly BytePath[] = [],
): boolean {
  const marks = marksOf(cache, purpose).filter((found) => found.entry === entry);
  return marks.some((found) => !except.includes(found.file) && isAlive(found, purpose));
}

export interface Mark {
  entry: string;
  file: BytePath;
  tag: string;
}

/** All of a purpose, in no order; also those of dead processes. */
export function marksOf(cache: BytePath, purpose: Purpose): Mark[] {
  if (!isOwnDirectory(cache, USES)) return [];
  const directory = joinPath(cache, USES);
  const separator = `.${purpose}.`;
  return readdirSync(toSystemPath(directory), { encoding: 'latin1' })
    .filter((name) => name.includes(separator))
    .map((name) => {
      // Tags have no dots.
      const at = name.lastIndexOf(separator);
      const tag = name.slice(at + separator.length);
      return { entry: name.slice(0, at), file: joinPath(directory, name), tag };
    });
}

/** Removes the mark of a dead process. */
export function isAlive({ file, tag }: Mark, purpose: Purpose): boolean {
  if (!isDeadTag(tag, ageOf(file), PATIENCE[purpose])) return true;
  unmark(file);
  return false;
}

/** In seconds; of a file that has gone, so old that it does not count. */
function ageOf(file: BytePath): number {
  const { mtimeMs } = lstatSync(toSystemPath(file), { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
  return (Date.now() - mtimeMs) / 1000;
}
