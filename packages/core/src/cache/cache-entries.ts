import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { isDeadTag, isTag, isWorkName } from '../output/owner-tag.ts';
import { sweep } from '../output/sweep.ts';
import { type BytePath, compareBytes, joinPath, toSystemPath } from '../path/byte-path.ts';
import { USES } from './entry-marks.ts';
import { entryName, isInUse } from './entry-removal.ts';

/** Something in the user's cache that can be removed alone. */
export interface CacheEntry {
  /** Directory of the cache that it is in: `run`, `kernels`, `layers-1`; of a file in the cache itself, its name. */
  kind: BytePath;
  name: BytePath;
  path: BytePath;
  isDirectory: boolean;
  /** Bytes that it takes on the disk. A file that two entries have as hard links counts for the first. */
  bytes: number;
  /** When it was last used or changed, in seconds since the epoch, as far as the filesystem tells. */
  used: number;
  /** True if a process has said that it uses it. */
  inUse: boolean;
}

/** Clears what dead processes were making in the cache. */
export function sweepCache(cache: BytePath): void {
  for (const kind of list(cache)) sweep(joinPath(cache, kind));
}

/** Everything in the cache, in byte order; not what is being written. */
export function cacheEntries(cache: BytePath): CacheEntry[] {
  const seen = new Set<string>();
  return names(cache).flatMap((kind) => {
    const path = joinPath(cache, kind);
    if (kind === USES) return [];
    if (look(path)?.isDirectory() !== true) return entryAt(cache, { kind, name: kind, path }, seen);
    return names(path).flatMap((name) =>
      entryAt(cache, { kind, name, path: joinPath(path, name) }, seen),
    );
  });
}

function entryAt(
  cache: BytePath,
  { kind, name, path }: Pick<CacheEntry, 'kind' | 'name' | 'path'>,
  seen: Set<string>,
): CacheEntry[] {
  const stats = look(path);
  if (stats === undefined || isBeingWritten(name, stats)) return [];
  const isDirectory = stats.isDirectory();
  const bytes = bytesOf(path, stats, seen);
  // A directory's time of access is that of the last look at its names, this one included.
  const used = (isDirectory ? stats.mtimeMs : Math.max(stats.atimeMs, stats.mtimeMs)) / 1000;
  const inUse = isDirectory && isInUse(cache, entryName(kind, name));
  return [{ kind, name, path, isDirectory, bytes, used, inUse }];
}

function bytesOf(path: BytePath, stats: Stats, seen: Set<string>): number {
  if (stats.isDirectory()) {
    return list(path).reduce((sum, name) => {
      const child = joinPath(path, name);
      const childStats = look(child);
      if (childStats === undefined || isBeingWritten(name, childStats)) return sum;
      return sum + bytesOf(child, childStats, seen);
    }, stats.blocks * 512);
  }
  if (stats.nlink > 1) {
    const key = `${stats.dev}:${stats.ino}`;
    if (seen.has(key)) return 0;
    seen.add(key);
  }
  return stats.blocks * 512;
}

/** Undefined for what another process has removed meanwhile. */
function look(path: BytePath): Stats | undefined {
  return lstatSync(toSystemPath(path), { throwIfNoEntry: false });
}

/** Whether a living process has given it this name until it is complete: `appliance.supermin-...`, a download. Room has been taken for it. */
function isBeingWritten(name: BytePath, { mtimeMs }: Stats): boolean {
  const tag = name.slice(name.lastIndexOf('.') + 1);
  return isTag(tag) && !isDeadTag(tag, (Date.now() - mtimeMs) / 1000);
}

function names(directory: BytePath): BytePath[] {
  return list(directory)
    .filter((name) => !isTag(name) && !isWorkName(name))
    .sort(compareBytes);
}

/** None of a directory that is not there. */
function list(directory: BytePath): BytePath[] {
  try {
    return readdirSync(toSystemPath(directory), { encoding: 'latin1' });
  } catch {
    return [];
  }
}
