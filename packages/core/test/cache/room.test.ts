import { existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mark } from '../../src/cache/entry-marks.ts';
import { bytesBeingMade, isCacheFull, type TakeRoom, withRoom } from '../../src/cache/room.ts';
import { SuperminError } from '../../src/errors/supermin-error.ts';
import { deadTag } from '../support/dead-tag.ts';

const MEBIBYTE = 2 ** 20;
const DEAD = deadTag();
const REFUSED = {
  code: 'CACHE_FULL',
  message: 'what is in use leaves no room below the limit of the cache',
  hint: 'set SUPERMIN_CACHE_LIMIT to a larger size',
};

let cache: string;

beforeEach(() => {
  cache = `${scratchDirectory()}/cache`;
  vi.stubEnv('SUPERMIN_CACHE_LIMIT', '16M');
});
afterEach(() => void vi.unstubAllEnvs());

/** Appliances of 4 MiB each; the first one was used first. */
function appliances(...names: string[]): void {
  for (const [at, name] of names.entries()) {
    writeFiles(cache, { [`run/${name}/root`]: 'x'.repeat(4 * MEBIBYTE) });
    utimesSync(`${cache}/run/${name}`, 1e9, Date.now() / 1000 - 1000 + at);
  }
}

const take = (...sizes: number[]) =>
  withRoom(cache, async (room) => {
    for (const size of sizes) room(size);
    return bytesBeingMade(cache);
  });

describe('withRoom', () => {
  it('gives what the work gives, and marks what was taken until it is over', async () => {
    expect(bytesBeingMade(cache)).toBe(0);
    expect(await take(100, 22.5)).toBe(123);
    expect(bytesBeingMade(cache)).toBe(0);
    expect(readdirSync(`${cache}/uses`)).toEqual([]);
  });

  it('nothing is marked where the work fails', async () => {
    const work = async (room: TakeRoom) => {
      room(1);
      throw new Error('no');
    };
    await expect(withRoom(cache, work)).rejects.toThrow('no');
    expect(readdirSync(`${cache}/uses`)).toEqual([]);
  });

  it('removes what was used first, as much as it takes', async () => {
    appliances('a', 'b', 'c');
    await take(2 * MEBIBYTE);
    expect(readdirSync(`${cache}/run`)).toEqual(['a', 'b', 'c']);
    await take(5 * MEBIBYTE);
    expect(readdirSync(`${cache}/run`)).toEqual(['b', 'c']);
  });

  // A sixteenth of the limit, for what is written without asking.
  it('keeps a little spare', async () => {
    await take(14.9 * MEBIBYTE);
    await expect(take(15.1 * MEBIBYTE)).rejects.toMatchObject(REFUSED);
    vi.stubEnv('SUPERMIN_CACHE_LIMIT', '1G');
    await take(1007 * MEBIBYTE);
    await expect(take(1009 * MEBIBYTE)).rejects.toMatchObject(REFUSED);
  });

  it('refuses more than there is, at once or bit by bit, and leaves no mark', async () => {
    await expect(take(17 * MEBIBYTE)).rejects.toMatchObject(REFUSED);
    await expect(take(8 * MEBIBYTE, 8 * MEBIBYTE)).rejects.toMatchObject(REFUSED);
    expect(readdirSync(`${cache}/uses`)).toEqual([]);
    await take(8 * MEBIBYTE);
  });

  it('removes nothing where that would not be enough', async () => {
    appliances('a', 'b');
    await expect(take(17 * MEBIBYTE)).rejects.toMatchObject(REFUSED);
    expect(readdirSync(`${cache}/run`)).toEqual(['a', 'b']);
  });

  it('does not take the room of others, living ones', async () => {
    const file = mark(cache, String(12 * MEBIBYTE), 'room');
    await expect(take(4 * MEBIBYTE)).rejects.toMatchObject(REFUSED);
    expect(existsSync(file)).toBe(true);
    rmSync(file);
    writeFileSync(file.replace(/[^.]*$/, DEAD), '');
    await take(4 * MEBIBYTE);
    expect(readdirSync(`${cache}/uses`)).toEqual([]);
  });

  it('refuses where all of it is in use', async () => {
    appliances('a', 'b', 'c');
    for (const name of ['a', 'b', 'c']) mark(cache, `run-${name}`, 'use');
    await take(2 * MEBIBYTE);
    await expect(take(4 * MEBIBYTE)).rejects.toMatchObject(REFUSED);
    expect(readdirSync(`${cache}/run`)).toEqual(['a', 'b', 'c']);
  });

  it('refuses a limit that is none', async () => {
    vi.stubEnv('SUPERMIN_CACHE_LIMIT', 'much');
    await expect(take(1)).rejects.toMatchObject({ code: 'CACHE_LIMIT' });
  });
});

it('isCacheFull: by its code', async () => {
  expect(isCacheFull(await take(17 * MEBIBYTE).catch((error) => error))).toBe(true);
  expect(isCacheFull(new SuperminError('CACHE_LIMIT', 'no'))).toBe(false);
  expect(isCacheFull(new Error('CACHE_FULL'))).toBe(false);
  expect(isCacheFull(undefined)).toBe(false);
});
