import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { SeenIndexes } from '../../../src/backend/signatures/seen-indexes.ts';

const A = 'http://a/dists';
const INDEX = { text: 'Suite: sid\n', fetched: 1_700_000_000.5, signedBy: 'key' };

function given() {
  const cache = join(scratchDirectory(), 'cache');
  const directory = join(cache, 'releases');
  const seen = new SeenIndexes(cache, 'releases');
  const only = () => join(directory, readdirSync(directory)[0]!);
  return { cache, directory, seen, only };
}

describe('the last index of an address', () => {
  it('is found again, by any process', () => {
    const { cache, seen } = given();
    expect(seen.find(A, 'key')).toBeUndefined();
    seen.save(A, INDEX);
    expect(seen.find(A, 'key')).toEqual(INDEX);
    expect(new SeenIndexes(cache, 'releases').find(A, 'key')).toEqual(INDEX);
  });

  it('replaces the one before', () => {
    const { directory, seen } = given();
    seen.save(A, INDEX);
    seen.save(A, { ...INDEX, text: 'newer' });
    expect(seen.find(A, 'key')?.text).toBe('newer');
    expect(readdirSync(directory)).toHaveLength(1);
  });

  it('is not that of another address, nor of another kind', () => {
    const { cache, seen } = given();
    seen.save(A, INDEX);
    expect(seen.find('http://b/dists', 'key')).toBeUndefined();
    expect(new SeenIndexes(cache, 'repomd').find(A, 'key')).toBeUndefined();
  });

  it('is none where other keys are wanted', () => {
    const { seen } = given();
    seen.save(A, INDEX);
    expect(seen.find(A, 'other key')).toBeUndefined();
  });

  it.each([
    ['no JSON', 'x'],
    ['nothing', ''],
    ['null', 'null'],
    ['a text that is none', JSON.stringify({ ...INDEX, text: 1 })],
    ['no time', JSON.stringify({ text: 'a', signedBy: 'key' })],
  ])('is none where its file has %s', (_, damaged) => {
    const { seen, only } = given();
    seen.save(A, INDEX);
    writeFileSync(only(), damaged);
    expect(seen.find(A, 'key')).toBeUndefined();
  });
});

describe('the newest date of a repository', () => {
  it('is 0 at first, and only goes forward', () => {
    const { cache, seen } = given();
    expect(seen.newest('debian')).toBe(0);
    const dates = [100, 300, 200].map((date) => {
      seen.saveDate('debian', date);
      return new SeenIndexes(cache, 'releases').newest('debian');
    });
    expect(dates).toEqual([100, 300, 300]);
    expect(seen.newest('ubuntu')).toBe(0);
  });

  it('is apart from its index', () => {
    const { seen } = given();
    seen.save(A, INDEX);
    expect(seen.newest(A)).toBe(0);
    seen.saveDate(A, 5);
    expect(seen.find(A, 'key')).toEqual(INDEX);
  });

  // What `clean` leaves: see prune-cache.
  it('is in a file of its own, NAME.date', () => {
    const { directory, seen } = given();
    seen.saveDate('debian', 5);
    expect(readdirSync(directory)).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.date$/)]);
  });

  it.each(['x', 'Infinity', 'NaN'])('is 0 where its file has %s', (damaged) => {
    const { seen, only } = given();
    seen.saveDate('debian', 5);
    writeFileSync(only(), damaged);
    expect(seen.newest('debian')).toBe(0);
    seen.saveDate('debian', 7);
    expect(seen.newest('debian')).toBe(7);
  });
});

describe('its directory', () => {
  it('is for this user only', () => {
    const { directory } = given();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it('is refused where others may write to it', () => {
    const { cache, directory } = given();
    chmodSync(directory, 0o770);
    expect(() => new SeenIndexes(cache, 'releases')).toThrow(
      expect.objectContaining({ code: 'CACHE_UNSAFE' }),
    );
  });
});
