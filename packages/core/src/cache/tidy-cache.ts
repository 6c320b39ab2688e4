import { type Report, say } from '../events/event.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';
import { cacheLimit } from './cache-limit.ts';
import { mark, marksOf, unmark } from './entry-marks.ts';
import { type PrunedCache, pruneCache } from './prune-cache.ts';
import { bytesBeingMade } from './room.ts';

/**
 * Keeps the user's cache below its limit: for whoever has added something that is more than a few blocks. That it cannot be done is
 * said at `-v`.
 *
 * @throws SuperminError `CACHE_LIMIT`
 */
export function tidyCache(cache: BytePath, report: Report = () => {}): void {
  const limit = cacheLimit(cache, process.env);
  try {
    tidy(cache, limit, [], report);
  } catch (error) {
    reportFailure(cache, report, error);
  }
}

/**
 * The same, for whoever has used something and found a note that others were in its way.
 *
 * @param leaving marks of what is not used any more
 * @returns its own note, if the cache is still above its limit
 */
export function tidyAfterUse(
  cache: BytePath,
  leaving: readonly BytePath[],
  report: Report = () => {},
): BytePath | undefined {
  try {
    return tidy(cache, cacheLimit(cache, process.env), leaving, report);
  } catch (error) {
    reportFailure(cache, report, error);
    return undefined;
  }
}

/** Whether somebody has left a note that the cache is above its limit. @param own a note that does not count */
export function isOverLimit(cache: BytePath, own?: BytePath): boolean {
  return marksOf(cache, 'over').some(({ file }) => file !== own);
}

/**
 * The note is there before the look for what is in use, and users look for notes when theirs has ended: so what is in the way now is
 * removed by whoever is done with it. It outlives its process, until somebody finds the cache below the limit.
 */
function tidy(
  cache: BytePath,
  limit: number,
  leaving: readonly BytePath[],
  report: Report,
): BytePath | undefined {
  const earlier = marksOf(cache, 'over');
  const note = mark(cache, 'cache', 'over');
  let pruned: PrunedCache | undefined;
  try {
    const aim = limit - bytesBeingMade(cache);
    pruned = pruneCache(cache, aim, leaving);
    if (pruned.failed !== undefined) reportFailure(cache, report, pruned.failed);
    if (pruned.bytes > aim) return note;
    unmark(note);
    return undefined;
  } finally {
    if (pruned === undefined) unmark(note);
    else for (const { file } of earlier) unmark(file);
  }
}

function reportFailure(cache: BytePath, report: Report, error: unknown): void {
  say(report, `cache: ${displayPath(cache)} is not pruned: ${(error as Error).message}`);
}
