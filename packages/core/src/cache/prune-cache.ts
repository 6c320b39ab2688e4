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
  /** Why the first of those is left that could not be removed. */
  failed?: unknown;
}

/**
 * Removes what dead processes left, and what was not used for a month; and what was not used for the longest time, until the rest takes at most `limit` bytes.
 * Never what is in use.
 *
 * @param cache the user's cache directory, see `cacheDirectory()`
 * @param leaving marks of uses that do not count: those of the caller, who is done
 * @throws SuperminError `CACHE_UNSAFE`; the system's error, if it cannot be looked into
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
  const oldest = removable.sort((a, b) => a.used - b.used);
  return removeEntries(cache, oldest, {
    bytes: sumOf(entries),
    leaving,
    isEnough: (bytes, { used }) => bytes <= limit && now - used < KEPT,
  });
}

/** Removes everything that no VM uses, also what was seen of repositories. A build that is at work may fail then, and find all it needs when it is started again. */
export function clearCache(cache: BytePath): PrunedCache {
  const entries = cacheEntries(cache);
  return removeEntries(cache, entries, {
    bytes: sumOf(entries),
    leaving: [],
    isEnough: () => false,
  });
}

function sumOf(entries: readonly CacheEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.bytes, 0);
}

interface Removal {
  /** Of all entries, also those that stay. */
  bytes: number;
  leaving: readonly BytePath[];
  /** Whether the rest may stay, from this one on. */
  isEnough: (bytes: number, entry: CacheEntry) => boolean;
}

/** Removes some of the entries. One that cannot be removed does not keep the others. */
function removeEntries(
  cache: BytePath,
  entries: readonly CacheEntry[],
  { bytes, leaving, isEnough }: Removal,
): PrunedCache {
  let left = bytes;
  let failed: unknown;
  const removed: CacheEntry[] = [];
  for (const entry of entries) {
    if (isEnough(left, entry)) break;
    try {
      if (!removeEntry(cache, entry, leaving)) continue;
    } catch (error) {
      failed ??= error;
      continue;
    }
    left -= entry.bytes;
    removed.push(entry);
  }
  return { removed, bytes: left, failed };
}

/** @returns false if it is in use */
function removeEntry(
  cache: BytePath,
  { kind, name, path, isDirectory }: CacheEntry,
  leaving: readonly BytePath[],
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

/** Another process may have removed it. overlayfs renames no directory of a lower layer, such as a container image's. */
function moveAside(path: BytePath, aside: BytePath): void {
  try {
    renameSync(toSystemPath(path), toSystemPath(aside));
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EXDEV') removeTree(path);
    else if (code !== 'ENOENT') throw error;
  }
}
