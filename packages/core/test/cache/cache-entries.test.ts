import {
  linkSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { type CacheEntry, cacheEntries, sweepCache } from '../../src/cache/cache-entries.ts';
import { EntryUses } from '../../src/cache/entry-uses.ts';
import { ownerTag } from '../../src/output/owner-tag.ts';
import { deadTag } from '../support/dead-tag.ts';

const LARGE = 'x'.repeat(1 << 20);

const named = (cache: string) => cacheEntries(cache).map(({ kind, name }) => `${kind}/${name}`);
const sizes = (cache: string) =>
  Object.fromEntries(cacheEntries(cache).map(({ name, bytes }) => [name, bytes]));
const onDisk = (path: string) => statSync(path).blocks * 512;

describe('cacheEntries', () => {
  it('what is in the directories of the cache, and its own files, in byte order', () => {
    const cache = scratchDirectory({
      'run/b/root': '',
      'run/a/root': '',
      'run/B': '',
      'kernels/k.initrd': '',
      'kvm.json': '{}',
    });
    mkdirSync(`${cache}/empty`);
    expect(named(cache)).toEqual([
      'kernels/k.initrd',
      'kvm.json/kvm.json',
      'run/B',
      'run/a',
      'run/b',
    ]);
    const [, file, , directory] = cacheEntries(cache);
    expect(file).toMatchObject({ path: `${cache}/kvm.json`, isDirectory: false });
    expect(directory).toMatchObject({ path: `${cache}/run/a`, isDirectory: true });
  });

  it('none of a cache that is not there, or is a file', () => {
    const cache = scratchDirectory({ file: '' });
    expect(cacheEntries(`${cache}/none`)).toEqual([]);
    expect(cacheEntries(`${cache}/file`)).toEqual([]);
  });

  it('not what processes say of it, nor what they are making', () => {
    const dead = `4567.${deadTag()}`;
    const cache = scratchDirectory({
      'uses/run-a.use.x': '',
      'run/a/root': '',
      [`run/${ownerTag()}/root`]: LARGE,
      [`run/.${ownerTag()}/root`]: LARGE,
      [`kernels/${ownerTag()}`]: LARGE,
      [`downloads/0123.${ownerTag()}`]: LARGE,
      [`downloads/${dead}`]: LARGE,
      [ownerTag()]: LARGE,
    });
    expect(named(cache)).toEqual([`downloads/${dead}`, 'run/a']);
  });

  it('the bytes of a directory are those of all that is in it, as on the disk', () => {
    const cache = scratchDirectory({ 'run/a/root': LARGE, 'run/a/deep/er/file': LARGE });
    const a = `${cache}/run/a`;
    symlinkSync('root', `${a}/link`);
    const paths = [a, `${a}/root`, `${a}/deep`, `${a}/deep/er`, `${a}/deep/er/file`];
    const sum = paths.map(onDisk).reduce((total, bytes) => total + bytes);
    expect(sizes(cache)).toEqual({ a: sum });
    expect(sum).toBeGreaterThanOrEqual(2 << 20);
  });

  it('a file with several names counts once, for the first entry that has it', () => {
    const cache = scratchDirectory({ 'run/a/root': LARGE, 'run/b/own': '', 'run/b/two': LARGE });
    linkSync(`${cache}/run/a/root`, `${cache}/run/b/root`);
    linkSync(`${cache}/run/b/two`, `${cache}/run/b/again`);
    const { a, b } = sizes(cache);
    expect(a).toBe(onDisk(`${cache}/run/a`) + onDisk(`${cache}/run/a/root`));
    expect(b).toBe(onDisk(`${cache}/run/b`) + onDisk(`${cache}/run/b/two`));
  });

  it('in an entry, what a living process is writing does not count: it has taken room', () => {
    const cache = scratchDirectory({ 'run/a/root': LARGE });
    const before = sizes(cache).a;
    writeFiles(cache, { [`run/a/root.${ownerTag()}`]: LARGE });
    expect(sizes(cache).a).toBe(before);
    const left = `run/a/root.${deadTag()}`;
    writeFiles(cache, { [left]: LARGE });
    expect(sizes(cache).a).toBe(before! + onDisk(`${cache}/${left}`));
  });

  it('nor what was begun on another boot, for a day', () => {
    const name = `root.${ownerTag().replace(/^supermin-\w{8}/, 'supermin-ffffffff')}`;
    const cache = scratchDirectory({ [`run/a/${name}`]: LARGE });
    const aged = (seconds: number) => {
      const time = Date.now() / 1000 - seconds;
      utimesSync(`${cache}/run/a/${name}`, time, time);
    };
    aged(24 * 3600 - 60);
    expect(sizes(cache).a).toBeLessThan(1 << 20);
    aged(24 * 3600 + 60);
    expect(sizes(cache).a).toBeGreaterThanOrEqual(1 << 20);
  });

  it('names and paths are bytes', () => {
    const cache = scratchDirectory();
    const directory = Buffer.from(`${cache}/caf\xe9`, 'latin1');
    mkdirSync(directory);
    writeFileSync(Buffer.concat([directory, Buffer.from('/\xff', 'latin1')]), '');
    expect(cacheEntries(cache)).toMatchObject([
      { kind: 'caf\xe9', name: '\xff', path: `${cache}/caf\xe9/\xff`, isDirectory: false },
    ]);
  });

  it('was used when it was last read or changed, a directory when it was last changed', () => {
    const cache = scratchDirectory({ 'run/read': '', 'run/changed': '', 'run/all/root': '' });
    utimesSync(`${cache}/run/read`, 2e9, 1e9);
    utimesSync(`${cache}/run/changed`, 1e9, 1.5e9);
    utimesSync(`${cache}/run/all`, 2e9, 1.25e9);
    expect(cacheEntries(cache).map(({ name, used }) => [name, used])).toEqual([
      ['all', 1.25e9],
      ['changed', 1.5e9],
      ['read', 2e9],
    ]);
  });

  it('says what is in use: a directory that somebody has marked', async () => {
    const cache = scratchDirectory({ 'run/a/root': '', 'run/b/root': '', 'run/c': '' });
    const uses = new EntryUses(cache);
    await uses.add('run-a');
    await uses.add('run-c');
    const inUse = () => cacheEntries(cache).map((entry: CacheEntry) => entry.inUse);
    expect(inUse()).toEqual([true, false, false]);
    uses.release();
    expect(inUse()).toEqual([false, false, false]);
  });

  it('takes a link for itself, also one that leads nowhere', () => {
    const cache = scratchDirectory({ 'elsewhere/x': LARGE, 'run/a': '' });
    symlinkSync(`${cache}/elsewhere`, `${cache}/run/link`);
    symlinkSync('/nowhere', `${cache}/run/none`);
    lutimesSync(`${cache}/run/none`, 1e9, 1e9);
    rmSync(`${cache}/elsewhere`, { recursive: true });
    const [, link, none] = cacheEntries(cache);
    expect(link).toMatchObject({ name: 'link', isDirectory: false });
    expect(link!.bytes).toBeLessThan(1 << 20);
    expect(none).toMatchObject({ name: 'none', used: 1e9 });
  });
});

it('sweepCache: what dead processes were making goes, in all directories of the cache', () => {
  const live = ownerTag();
  const cache = scratchDirectory({
    [`run/${deadTag()}/root`]: '',
    [`kernels/${deadTag()}`]: '',
    [`kernels/${live}`]: '',
    'kernels/k': '',
    file: '',
  });
  sweepCache(cache);
  expect(readdirSync(`${cache}/run`)).toEqual([]);
  expect(readdirSync(`${cache}/kernels`).sort()).toEqual(['k', live]);
  expect(() => sweepCache(`${cache}/none`)).not.toThrow();
});
