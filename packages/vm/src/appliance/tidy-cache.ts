import { type BytePath, cacheLimit, displayPath, pruneCache, type Report } from '@supermin/core';

/**
 * Keeps the user's cache below its limit: for whoever has added an appliance or a template. That it cannot be done is said at `-v`.
 *
 * @throws SuperminError `CACHE_LIMIT`
 */
export function tidyCache(cache: BytePath, report: Report = () => {}): void {
  const limit = cacheLimit(cache, process.env);
  try {
    pruneCache(cache, limit);
  } catch (error) {
    const text = `cache: ${displayPath(cache)} is not pruned: ${(error as Error).message}`;
    report({ kind: 'message', level: 1, text });
  }
}
