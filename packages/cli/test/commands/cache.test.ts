import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { cacheDirectory } from '@supermin/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cacheCommand } from '../../src/commands/cache.ts';
import { contextOf, ownPlaces, perform } from '../support/in-process.ts';

const MIB = 2 ** 20;

let cache: string;

beforeEach(() => {
  cache = cacheDirectory({ XDG_CACHE_HOME: ownPlaces().top })!;
  vi.stubEnv('XDG_CACHE_HOME', cache.replace(/\/supermin$/, ''));
  vi.stubEnv('SUPERMIN_CACHE_LIMIT', undefined);
});
afterEach(() => void vi.unstubAllEnvs());

const act = (...words: string[]) => perform(cacheCommand, contextOf('cache', ...words));

/** Layers of two packages: of one MiB each, the first was used longer ago. */
function layers(): string[] {
  return ['a', 'b'].map((name, index) => {
    const directory = `${cache}/layers-1/${name.repeat(64)}`;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(`${directory}/tree`, Buffer.alloc(MIB, name));
    const time = Date.now() / 1000 - 7200 + index;
    utimesSync(directory, time, time);
    return directory;
  });
}

describe('cache ls', () => {
  it('lists what is kept, for people and for programs', async () => {
    layers();
    const { stdout, status } = await act('ls');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^KIND .*\nlayers-1 +1\.0 MiB .*\nlayers-1 +1\.0 MiB /);
    expect(stdout).toMatch(/\n2\.0 MiB of /);
    const listed = JSON.parse((await act('ls', '--json')).stdout);
    expect(listed).toMatchObject({ directory: cache });
    expect(listed.entries).toHaveLength(2);
  });

  it('has the limit that is set', async () => {
    layers();
    vi.stubEnv('SUPERMIN_CACHE_LIMIT', '123M');
    expect((await act('ls')).stdout).toContain('of 123.0 MiB');
  });
});

describe('cache prune and clear', () => {
  it('prune removes what was not used for the longest time, down to the limit that is set', async () => {
    const [old, young] = layers() as [string, string];
    vi.stubEnv('SUPERMIN_CACHE_LIMIT', '1500K');
    expect((await act('prune')).stdout).toMatch(/^removed 1 entry, 1\.0 MiB; 1\.0 MiB left\n$/);
    expect([old, young].map((path) => existsSync(path))).toEqual([false, true]);
  });

  it('prune --limit is stronger than what is set', async () => {
    layers();
    vi.stubEnv('SUPERMIN_CACHE_LIMIT', '1500K');
    expect((await act('prune', '--limit', '10M')).stdout).toMatch(/^removed 0 entries, 0/);
    expect((await act('prune', '--limit', '0')).stdout).toMatch(/^removed 2 entries, 2\.0 MiB; 0/);
    await expect(act('prune', '--limit', 'much')).rejects.toThrow('--limit');
  });

  it('clear removes all', async () => {
    const paths = layers();
    expect((await act('clear')).stdout).toMatch(/^removed 2 entries, 2\.0 MiB; 0/);
    expect(paths.filter((path) => existsSync(path))).toEqual([]);
  });
});

describe('what it refuses', () => {
  it('an action that there is not, with the one that was meant', async () => {
    const text = 'cache: specify one of ls, prune, clear';
    await expect(act('list')).rejects.toMatchObject({
      ...{ name: 'UsageError', command: 'cache', message: text, hint: "did you mean 'ls'?" },
    });
    await expect(act('xyzzy')).rejects.toMatchObject({ message: text, hint: undefined });
    await expect(act()).rejects.toMatchObject({ message: text, hint: undefined });
  });

  it.each([
    ['ls', '--limit=1G', "option '--limit' has no effect with 'cache ls'", 'prune'],
    ['clear', '--limit=1G', "option '--limit' has no effect with 'cache clear'", 'prune'],
    ['clear', '--json', "option '--json' has no effect with 'cache clear'", 'ls'],
    ['prune', '--json', "option '--json' has no effect with 'cache prune'", 'ls'],
  ])('%s %s: it would be ignored', async (action, option, message, owner) => {
    const [path] = layers();
    await expect(act(action, option)).rejects.toMatchObject({
      ...{ name: 'UsageError', command: 'cache', message, hint: `it belongs to 'cache ${owner}'` },
    });
    expect(existsSync(path!)).toBe(true);
  });
});
