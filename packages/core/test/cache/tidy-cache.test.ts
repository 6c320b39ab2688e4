import { existsSync, readdirSync } from 'node:fs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cacheEntries } from '../../src/cache/cache-entries.ts';
import { EntryUses } from '../../src/cache/entry-uses.ts';
import { withRoom } from '../../src/cache/room.ts';
import { tidyCache } from '../../src/cache/tidy-cache.ts';
import type { SuperminEvent } from '../../src/events/event.ts';

const MEBIBYTE = 2 ** 20;

let cache: string;

const add = (...names: string[]) =>
  writeFiles(
    cache,
    Object.fromEntries(names.map((name) => [`run/${name}/root`, 'x'.repeat(MEBIBYTE)])),
  );

const left = () => cacheEntries(cache).map(({ name }) => name);

async function used(name: string): Promise<EntryUses> {
  const uses = new EntryUses(cache);
  await uses.add(`run-${name}`);
  return uses;
}

beforeEach(() => {
  cache = scratchDirectory();
  vi.stubEnv('SUPERMIN_CACHE_LIMIT', '1.5M');
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('what was in the way when somebody tidied', () => {
  it('goes when its last user is done, whoever that is', async () => {
    add('a', 'b');
    const [a, b] = [await used('a'), await used('b')];
    tidyCache(cache);
    expect(left()).toEqual(['a', 'b']);
    a.release();
    expect(left()).toEqual(['b']);
    b.release();
    expect(left()).toEqual(['b']);
    expect(readdirSync(`${cache}/uses`)).toEqual([]);
  });

  it('nothing goes where the cache is below its limit', async () => {
    add('a', 'b');
    vi.stubEnv('SUPERMIN_CACHE_LIMIT', '3M');
    const [a, b] = [await used('a'), await used('b')];
    tidyCache(cache);
    a.release();
    b.release();
    expect(left()).toEqual(['a', 'b']);
  });

  it('a note stays for the next user as long as there is too much', async () => {
    add('a', 'b', 'c');
    const [a, b, c] = [await used('a'), await used('b'), await used('c')];
    tidyCache(cache);
    tidyCache(cache);
    a.release();
    expect(readdirSync(`${cache}/uses`).filter((name) => name.includes('.over.'))).toHaveLength(1);
    b.release();
    c.release();
    expect(left()).toEqual(['c']);
  });

  it('a limit that is none does not keep anybody from being done, and is reported', async () => {
    add('a', 'b');
    const events: SuperminEvent[] = [];
    const uses = new EntryUses(cache, (event) => events.push(event));
    await uses.add('run-a');
    vi.stubEnv('SUPERMIN_CACHE_LIMIT', '1M');
    tidyCache(cache);
    vi.stubEnv('SUPERMIN_CACHE_LIMIT', 'much');
    uses.release();
    expect(events[0]).toMatchObject({ text: expect.stringContaining("'much' is not a size") });
    expect(() => tidyCache(cache)).toThrow("'much' is not a size");
    expect(readdirSync(`${cache}/uses`).some((name) => name.includes('.use.'))).toBe(false);
  });
});

describe('withRoom', () => {
  it('removes what is not in use before the work, and counts for all others until its end', async () => {
    add('a');
    await withRoom(cache, async (take) => {
      expect(left()).toEqual(['a']);
      take(MEBIBYTE);
      expect(left()).toEqual([]);
      add('b');
      tidyCache(cache);
      expect(left()).toEqual([]);
    });
    add('b');
    tidyCache(cache);
    expect(left()).toEqual(['b']);
  });

  it('where too much is in use there is none, and nothing is begun', async () => {
    add('a');
    await used('a');
    const taking = (bytes: number) => withRoom(cache, async (take) => take(bytes));
    await expect(taking(MEBIBYTE)).rejects.toMatchObject({ code: 'CACHE_FULL' });
    await taking(MEBIBYTE / 4);
    expect(existsSync(`${cache}/run/a`)).toBe(true);
    expect(readdirSync(`${cache}/uses`).filter((name) => name.includes('.room.'))).toEqual([]);
  });

  it('a part of it is not given away: other things are written without asking', async () => {
    const taking = (bytes: number) => withRoom(cache, async (take) => take(bytes));
    await expect(taking(1.45 * MEBIBYTE)).rejects.toThrow('no room');
    await taking(1.4 * MEBIBYTE);
  });

  it('more can be taken on the way', async () => {
    await withRoom(cache, async (take) => {
      take(MEBIBYTE / 2);
      take(MEBIBYTE / 2);
      expect(() => take(MEBIBYTE / 2)).toThrow('no room');
      take(MEBIBYTE / 4);
    });
  });

  it('two at a time do not both take the same', async () => {
    await withRoom(cache, async (take) => {
      take(MEBIBYTE);
      await expect(withRoom(cache, async (other) => other(MEBIBYTE))).rejects.toThrow('no room');
    });
  });
});
