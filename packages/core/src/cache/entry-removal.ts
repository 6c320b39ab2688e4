import type { BytePath } from '../path/byte-path.ts';
import { isMarked, mark, unmark } from './entry-marks.ts';

/** What an entry is called in its marks: `run/5f0c2a91` is `run-5f0c2a91`. */
export function entryName(kind: string, name: string): string {
  return `${kind}-${name}`;
}

export function isInUse(cache: BytePath, entry: string): boolean {
  return isMarked(cache, entry, 'use');
}

/**
 * Calls `remove` unless somebody uses the entry.
 *
 * @param leaving marks of uses that do not count
 * @returns whether it was called
 */
export function removeUnlessUsed(
  cache: BytePath,
  entry: string,
  remove: () => void,
  leaving: readonly BytePath[] = [],
): boolean {
  const file = mark(cache, entry, 'remove');
  try {
    if (isMarked(cache, entry, 'use', leaving)) return false;
    remove();
    return true;
  } finally {
    unmark(file);
  }
}
