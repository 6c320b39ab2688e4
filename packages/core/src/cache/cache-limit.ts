import { statfsSync } from 'node:fs';
import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';

const LARGEST_DEFAULT = 10 * 2 ** 30;

/** Of the disk that the cache lies on. */
const DEFAULT_SHARE = 0.1;

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
};

/**
 * How many bytes the cache may take: `SUPERMIN_CACHE_LIMIT`, a size such as `500M` or `20G`; else 10 GiB, or a tenth of the disk if
 * that is less.
 *
 * @throws SuperminError `CACHE_LIMIT`
 */
export function cacheLimit(
  cache: BytePath,
  environment: { SUPERMIN_CACHE_LIMIT?: string | undefined },
): number {
  const { SUPERMIN_CACHE_LIMIT: text } = environment;
  if (text !== undefined && text !== '') return parseCacheLimit(text, 'SUPERMIN_CACHE_LIMIT');
  const { blocks, bsize } = statfsSync(toSystemPath(cache));
  return Math.min(LARGEST_DEFAULT, blocks * bsize * DEFAULT_SHARE);
}

/** @param what has this value, for the message @throws SuperminError `CACHE_LIMIT` */
export function parseCacheLimit(text: string, what: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?$/i.exec(text) ?? [];
  if (number !== undefined) return Math.floor(Number(number) * UNITS[unit.toUpperCase()]!);
  throw new SuperminError('CACHE_LIMIT', `${what}: '${text}' is not a size`, {
    hint: 'a number of bytes, or a size such as 500M or 20G',
  });
}
