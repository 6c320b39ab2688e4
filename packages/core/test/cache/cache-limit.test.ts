import { statfsSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { cacheLimit, parseCacheLimit } from '../../src/cache/cache-limit.ts';

it.each([
  ['0', 0],
  ['1024', 1024],
  ['500M', 500 * 2 ** 20],
  ['1.5g', 1.5 * 2 ** 30],
  ['2GiB', 2 * 2 ** 30],
  ['1T', 2 ** 40],
])('%s', (text, bytes) => {
  expect(parseCacheLimit(text, '--limit')).toBe(bytes);
});

it.each(['', 'x', '-1', '5P', '1 G'])('%j is an error that names where it stands', (text) => {
  expect(() => parseCacheLimit(text, '--limit')).toThrow(/^--limit: '.*' is not a size$/);
});

it('the variable; else 10 GiB, or a tenth of the disk', () => {
  const cache = scratchDirectory();
  expect(cacheLimit(cache, { SUPERMIN_CACHE_LIMIT: '7M' })).toBe(7 * 2 ** 20);
  const { blocks, bsize } = statfsSync(cache);
  const expected = Math.min(10 * 2 ** 30, blocks * bsize * 0.1);
  expect(cacheLimit(cache, {})).toBe(expected);
  expect(cacheLimit(cache, { SUPERMIN_CACHE_LIMIT: '' })).toBe(expected);
});
