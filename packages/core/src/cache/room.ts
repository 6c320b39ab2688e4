import { SuperminError } from '../errors/supermin-error.ts';
import type { BytePath } from '../path/byte-path.ts';
import { cacheLimit } from './cache-limit.ts';
import { isAlive, mark, marksOf, unmark } from './entry-marks.ts';
import { pruneCache } from './prune-cache.ts';

/** What living processes are making at the moment, as far as they said so beforehand. It is not among the entries yet. */
export function bytesBeingMade(cache: BytePath): number {
  return marksOf(cache, 'room')
    .filter((found) => isAlive(found, 'room'))
    .reduce((sum, { entry }) => sum + Number(entry), 0);
}

/**
 * Calls `work`, which adds up to `bytes` to the cache, with that much room below its limit: what was not used for the longest time
 * is removed before. For what can be done without.
 *
 * @throws SuperminError `CACHE_LIMIT`; `CACHE_FULL` if what is in use leaves no room; the system's error; what `work` throws
 */
export async function withRoom<T>(
  cache: BytePath,
  bytes: number,
  work: () => Promise<T>,
): Promise<T> {
  const limit = cacheLimit(cache, process.env);
  const room = mark(cache, String(bytes), 'room');
  try {
    // Whoever asks at the same time sees this mark, or is seen: never do both take the same room.
    const aim = limit - bytesBeingMade(cache);
    if (aim < 0 || pruneCache(cache, aim).bytes > aim) throw noRoom();
    return await work();
  } finally {
    unmark(room);
  }
}

function noRoom(): SuperminError {
  const text = 'what is in use leaves no room below the limit of the cache';
  const hint = 'set SUPERMIN_CACHE_LIMIT to a larger size';
  return new SuperminError('CACHE_FULL', text, { hint });
}
