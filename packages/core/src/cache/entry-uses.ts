import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../events/event.ts';
import type { BytePath } from '../path/byte-path.ts';
import { isMarked, mark, unmark } from './entry-marks.ts';
import { isOverLimit, tidyAfterUse } from './tidy-cache.ts';

/** Milliseconds between two looks at whether a removal is over. */
const PAUSE = 5;

/**
 * What one VM, or one build, uses of the cache. Nobody removes it meanwhile, and nobody needs a lock for that: two kinds of marks
 * decide (`entry-marks.ts`).
 *
 * Whoever uses an entry marks it first, and then looks for a removal, whose end it awaits. Whoever removes marks it first, and then
 * looks for users, whom it leaves alone. So one of the two sees the other, whichever came first. Marks of dead processes do not count.
 */
export class EntryUses {
  readonly #files: BytePath[] = [];

  /** @param cache the user's cache directory, see `cacheDirectory()` @param report is told, at `-v`, that tidying failed */
  constructor(
    private readonly cache: BytePath,
    private readonly report?: Report,
  ) {}

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

  /**
   * The entries may be removed from now on, and are at once where the cache is above its limit: what is kept and not in use is never
   * more than that.
   */
  release(): void {
    const files = this.#files.splice(0);
    if (files.length === 0) return;
    const note = isOverLimit(this.cache) ? tidyAfterUse(this.cache, files, this.report) : undefined;
    for (const file of files) unmark(file);
    // Another process may have looked for what can be removed just before that.
    if (isOverLimit(this.cache, note)) tidyAfterUse(this.cache, [], this.report);
  }
}
