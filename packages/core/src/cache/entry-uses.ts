import { lstatSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeadTag, ownerTag } from '../output/owner-tag.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { isOwnDirectory, ownDirectory } from './own-directory.ts';

/** Below the user's cache directory. */
export const USES = 'uses';

type Purpose = 'use' | 'remove';

/** Seconds after which the file of a process that cannot be seen from here (another boot, another container) does not count. */
const PATIENCE: Readonly<Record<Purpose, number>> = { use: 24 * 3600, remove: 60 };

/** Milliseconds between two looks at whether a removal is over. */
const PAUSE = 5;

/**
 * What one VM, or one build, uses of the cache. Nobody removes it meanwhile, and nobody needs a lock for that: two kinds of empty
 * files, whose names say which process made them, decide.
 *
 *     CACHE/uses/run-5f0c2a91.use.<tag>       a process uses run/5f0c2a91
 *     CACHE/uses/run-5f0c2a91.remove.<tag>    a process is about to remove it
 *
 * Whoever uses an entry makes its file first, and then looks for a removal, whose end it awaits. Whoever removes makes its file
 * first, and then looks for users, whom it leaves alone. So one of the two sees the other, whichever came first. Files of dead
 * processes do not count.
 */
export class EntryUses {
  readonly #files: BytePath[] = [];

  /** @param cache the user's cache directory, see `cacheDirectory()` */
  constructor(private readonly cache: BytePath) {}

  /**
   * To be called before the first look at whether the entry is there.
   *
   * @param entry see `entryName`
   * @throws SuperminError `CACHE_UNSAFE`; the system's error; the signal's reason
   */
  async add(entry: string, signal?: AbortSignal): Promise<void> {
    this.#files.push(mark(this.cache, entry, 'use'));
    while (isMarked(this.cache, entry, 'remove')) await sleep(PAUSE, undefined, { signal });
  }

  /** The entries may be removed from now on. */
  release(): void {
    for (const file of this.#files.splice(0)) unmark(file);
  }
}

/** What an entry is called in `uses/`: `run/5f0c2a91` is `run-5f0c2a91`. */
export function entryName(kind: string, name: string): string {
  return `${kind}-${name}`;
}

export function isInUse(cache: BytePath, entry: string): boolean {
  return isMarked(cache, entry, 'use');
}

/**
 * Calls `remove` unless somebody uses the entry.
 *
 * @returns whether it was called
 */
export function removeUnlessUsed(cache: BytePath, entry: string, remove: () => void): boolean {
  const file = mark(cache, entry, 'remove');
  try {
    if (isInUse(cache, entry)) return false;
    remove();
    return true;
  } finally {
    unmark(file);
  }
}

function mark(cache: BytePath, entry: string, purpose: Purpose): BytePath {
  const file = joinPath(ownDirectory(cache, USES), `${entry}.${purpose}.${ownerTag()}`);
  writeFileSync(toSystemPath(file), '', { flag: 'wx', mode: 0o600 });
  return file;
}

function unmark(file: BytePath): void {
  rmSync(toSystemPath(file), { force: true });
}

function isMarked(cache: BytePath, entry: string, purpose: Purpose): boolean {
  if (!isOwnDirectory(cache, USES)) return false;
  const directory = joinPath(cache, USES);
  const prefix = `${entry}.${purpose}.`;
  let live = false;
  for (const name of readdirSync(toSystemPath(directory), { encoding: 'latin1' })) {
    if (!name.startsWith(prefix)) continue;
    const file = joinPath(directory, name);
    if (isDeadTag(name.slice(prefix.length), ageOf(file), PATIENCE[purpose])) unmark(file);
    else live = true;
  }
  return live;
}

/** In seconds; of a file that has gone, so old that it does not count. */
function ageOf(file: BytePath): number {
  const { mtimeMs } = lstatSync(toSystemPath(file), { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
  return (Date.now() - mtimeMs) / 1000;
}
