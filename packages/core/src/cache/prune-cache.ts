import { renameSync, rmSync } from 'node:fs';
import { systemErrorCode } from '../errors/supermin-error.ts';
import { ownerTag } from '../output/owner-tag.ts';
import { removeTree } from '../output/remove-tree.ts';
import { type BytePath, joinPath, parentPath, toSystemPath } from '../path/byte-path.ts';
import { type CacheEntry, cacheEntries, sweepCache } from './cache-entries.ts';
import { entryName, removeUnlessUsed } from './entry-removal.ts';
import { KEPT } from './unused.ts';

/**
 * Nobody says that he uses a single file: it is opened soon after it was found. Such an entry is left alone for this many seconds after
 * it was last used; with `relatime`, as filesystems are mounted, that time may be a day behind.
 */
const FILES_KEPT = 25 * 3600;

/** When the newest index of a repository was made: without it an older one would be taken again. A few bytes each. */
const REMEMBERED = /\.date$/;

export interface PrunedCache {
  removed: CacheEntry[];
  /** Bytes that are left. */
  bytes: number;
}

/**
 * Removes what dead processes left, and what was not used for a month; and what was not used for the longest time, until the rest takes at most `limit` bytes.
 * Never what is in use.
 *
 * @param cache the user's cache directory, see `cacheDirectory()`
 * @param leaving marks of uses that do not count: those of the caller, who is done
 * @throws SuperminError `CACHE_UNSAFE`; the system's error
 */
export function pruneCache(
  cache: BytePath,
  limit: number,
  leaving: readonly BytePath[] = [],
): PrunedCache {
  sweepCache(cache);
  const entries = cacheEntries(cache);
  const now = Date.now() / 1000;
  const removable = entries.filter(
    ({ name, isDirectory, used }) =>
      isDirectory || (!REMEMBERED.test(name) && now - used > FILES_KEPT),
  );
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const removed: CacheEntry[] = [];
  for (const entry of removable.sort((a, b) => a.used - b.used)) {
    if (bytes <= limit && now - entry.used < KEPT) break;
    if (!removeEntry(cache, entry, leaving)) continue;
    bytes -= entry.bytes;
    removed.push(entry);
  }
  return { removed, bytes };
}

/** Removes everything that no VM uses, also what was seen of repositories. A build that is at work may fail then, and find all it needs when it is started again. */
export function clearCache(cache: BytePath): PrunedCache {
  const entries = cacheEntries(cache);
  const removed = entries.filter((entry) => removeEntry(cache, entry));
  const left = entries.filter((entry) => !removed.includes(entry));
  return { removed, bytes: left.reduce((sum, entry) => sum + entry.bytes, 0) };
}

/** @returns false if it is in use */
function removeEntry(
  cache: BytePath,
  { kind, name, path, isDirectory }: CacheEntry,
  leaving: readonly BytePath[] = [],
): boolean {
  if (!isDirectory) {
    rmSync(toSystemPath(path), { force: true });
    return true;
  }
  // Out of the way at once: the rest may take its time, and what a killed process leaves of it is swept away.
  const aside = joinPath(parentPath(path), ownerTag());
  const moved = removeUnlessUsed(
    cache,
    entryName(kind, name),
    () => moveAside(path, aside),
    leaving,
  );
  if (moved) removeTree(aside);
  return moved;
}

/** Another process may have removed it. */
function moveAside(path: BytePath, aside: BytePath): void {
  try {
    renameSync(toSystemPath(path), toSystemPath(aside));
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}
