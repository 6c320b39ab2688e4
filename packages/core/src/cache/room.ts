import { isSuperminError, SuperminError } from '../errors/supermin-error.ts';
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

/** For what is written without asking: indexes, records, code; and what takes a little more than was said. */
const SPARE = { most: 16 * 2 ** 20, share: 1 / 16 };

/**
 * Takes room for so many bytes more, below the limit of the cache: what was not used for the longest time is removed before.
 *
 * @throws SuperminError `CACHE_LIMIT`; `CACHE_FULL` if what is in use leaves no room; the system's error
 */
export type TakeRoom = (bytes: number) => void;

/**
 * Calls `work`, which adds something to the cache, and takes the room for it before. For what can be done without. What was taken is
 * marked until `work` is over: the files themselves count then.
 *
 * @throws what `work` throws
 */
export async function withRoom<T>(
  cache: BytePath,
  work: (take: TakeRoom) => Promise<T>,
): Promise<T> {
  const taken: BytePath[] = [];
  try {
    return await work((bytes) => taken.push(takeRoom(cache, bytes)));
  } finally {
    for (const file of taken) unmark(file);
  }
}

/** True for the error that says that there is no room. */
export function isCacheFull(error: unknown): boolean {
  return isSuperminError(error) && error.code === 'CACHE_FULL';
}

/** @returns the mark */
function takeRoom(cache: BytePath, bytes: number): BytePath {
  const limit = cacheLimit(cache, process.env);
  const file = mark(cache, String(Math.ceil(bytes)), 'room');
  try {
    // Whoever asks at the same time sees this mark, or is seen: never do both take the same room.
    const aim = limit - Math.min(SPARE.most, limit * SPARE.share) - bytesBeingMade(cache);
    if (aim < 0) throw noRoom();
    const { bytes, failed } = pruneCache(cache, aim);
    if (bytes > aim) throw failed ?? noRoom();
    return file;
  } catch (error) {
    unmark(file);
    throw error;
  }
}

function noRoom(): SuperminError {
  const text = 'what is in use leaves no room below the limit of the cache';
  const hint = 'set SUPERMIN_CACHE_LIMIT to a larger size';
  return new SuperminError('CACHE_FULL', text, { hint });
}
