import { chmodSync, existsSync, linkSync, mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { available } from '@supermin/test-support/programs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { beforeEach, describe, expect, it } from 'vitest';
import { cacheEntries } from '../../src/cache/cache-entries.ts';
import { EntryUses } from '../../src/cache/entry-uses.ts';
import { clearCache, pruneCache } from '../../src/cache/prune-cache.ts';
import { ownerTag } from '../../src/output/owner-tag.ts';
import { deadTag } from '../support/dead-tag.ts';
import { canMount, canOverlay, mounted } from '../support/mount.ts';

const MEBIBYTE = 2 ** 20;
const DAY = 24 * 3600;

let cache: string;

function aged(name: string, seconds: number): void {
  const time = Date.now() / 1000 - seconds;
  utimesSync(`${cache}/${name}`, time, time);
}

/** Four appliances of a MiB and a few blocks, the first one used last; and two kernels. */
beforeEach(() => {
  cache = writeFiles(scratchDirectory(), {
    ...Object.fromEntries(
      ['a', 'b', 'c', 'd'].map((name) => [`run/${name}/appliance/root`, 'x'.repeat(MEBIBYTE)]),
    ),
    'kernels/new': 'x'.repeat(MEBIBYTE),
    'kernels/old': 'x'.repeat(MEBIBYTE),
    [`kernels/${ownerTag()}`]: 'being written',
    'kvm-verdict.json': '{}',
  });
  for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) aged(`run/${name}`, index * 60);
  aged('kernels/old', 2 * DAY);
});

const left = () => cacheEntries(cache).map(({ kind, name }) => `${kind}/${name}`);

describe('cacheEntries', () => {
  it('sizes as on the disk, a hard link once; not what is being written', () => {
    linkSync(`${cache}/kernels/old`, `${cache}/run/a/appliance/kernel`);
    const entries = cacheEntries(cache);
    const bytes = (name: string) => entries.find((entry) => entry.name === name)!.bytes;
    expect(bytes('old')).toBe(MEBIBYTE);
    expect(Math.floor(bytes('a') / MEBIBYTE)).toBe(1);
    expect(left()).toEqual([
      ...['kernels/new', 'kernels/old', 'kvm-verdict.json/kvm-verdict.json'],
      ...['run/a', 'run/b', 'run/c', 'run/d'],
    ]);
  });
});

describe('what is being made', () => {
  const dead = deadTag();
  const large = 'x'.repeat(MEBIBYTE);

  it('in an entry counts only if its maker is dead', () => {
    const sizeOf = () => Math.floor(cacheEntries(cache).find(({ name }) => name === 'a')!.bytes);
    const before = sizeOf();
    writeFiles(cache, { [`run/a/appliance.${ownerTag()}/root`]: large });
    expect(sizeOf()).toBe(before);
    writeFiles(cache, { [`run/a/appliance.${dead}/root`]: large });
    expect(sizeOf()).toBeGreaterThan(before + MEBIBYTE - 1);
  });

  it('of dead makers goes, whatever the limit', () => {
    writeFiles(cache, { [`modules/${dead}`]: large });
    pruneCache(cache, 100 * MEBIBYTE);
    expect(existsSync(`${cache}/modules/${dead}`)).toBe(false);
    expect(readdirSync(`${cache}/kernels`)).toHaveLength(3);
  });
});

describe('pruneCache', () => {
  it('what was not used for the longest time goes first, and no more than has to', () => {
    const { removed, bytes } = pruneCache(cache, 4.5 * MEBIBYTE);
    expect(removed.map(({ name }) => name)).toEqual(['old', 'd']);
    expect(bytes).toBeLessThan(4.5 * MEBIBYTE);
    expect(existsSync(`${cache}/run/d`)).toBe(false);
    expect(left()).toContain('run/c');
  });

  it('nothing, where there is less than the limit; but what is a month old', () => {
    expect(pruneCache(cache, 100 * MEBIBYTE).removed).toEqual([]);
    aged('run/b', 31 * DAY);
    expect(pruneCache(cache, 100 * MEBIBYTE).removed.map(({ name }) => name)).toEqual(['b']);
  });

  it('not what was seen of repositories: an older index is refused however long that is ago', () => {
    writeFiles(cache, { 'dpkg-releases/bookworm.date': '1' });
    aged('dpkg-releases/bookworm.date', 400 * DAY);
    pruneCache(cache, 0);
    expect(left()).toContain('dpkg-releases/bookworm.date');
    clearCache(cache);
    expect(left()).not.toContain('dpkg-releases/bookworm.date');
  });

  it('never what is in use, nor files that may just have been found', async () => {
    const uses = new EntryUses(cache);
    await uses.add('run-d');
    pruneCache(cache, 0);
    expect(left()).toEqual([...['kernels/new', 'kvm-verdict.json/kvm-verdict.json', 'run/d']]);
    expect(cacheEntries(cache).at(-1)).toMatchObject({ name: 'd', inUse: true });
  });
});

describe('pruneCache for somebody who is done', () => {
  it('what only he has used goes while it still has his mark; what others use stays', async () => {
    await new EntryUses(cache).add('run-c');
    const marks = readdirSync(`${cache}/uses`).map((name) => `${cache}/uses/${name}`);
    await new EntryUses(cache).add('run-d');
    pruneCache(cache, 0, marks);
    expect(existsSync(marks[0]!)).toBe(true);
    expect(left().filter((name) => name.startsWith('run/'))).toEqual(['run/d']);
  });
});

describe('clearCache', () => {
  it('all but what is in use, and what is being written', async () => {
    await new EntryUses(cache).add('run-b');
    const { removed, bytes } = clearCache(cache);
    expect(removed).toHaveLength(6);
    expect(left()).toEqual(['run/b']);
    expect(Math.floor(bytes / MEBIBYTE)).toBe(1);
    expect(readdirSync(`${cache}/kernels`)).toHaveLength(1);
  });
});

it.runIf(available('mount', canMount))(
  'an entry that cannot be removed is left, and told; the others go',
  () => {
    mounted(['-t', 'tmpfs', 'tmpfs', `${cache}/run/d`], () => {
      writeFiles(cache, { 'run/d/file': 'x'.repeat(MEBIBYTE) });
      const { removed, bytes, failed } = pruneCache(cache, 0);
      expect(removed.map(({ name }) => name)).toEqual(['old', 'c', 'b', 'a']);
      expect(failed).toMatchObject({ code: 'EBUSY', path: `${cache}/run/d` });
      expect(bytes).toBeGreaterThanOrEqual(MEBIBYTE);
      expect(clearCache(cache)).toMatchObject({ failed: { code: 'EBUSY' } });
      expect(left()).toEqual(['run/d']);
    });
  },
);

it.runIf(available('overlayfs', canOverlay))(
  'a directory of a lower layer, which cannot be renamed, goes as well: the cache of a container image',
  () => {
    const root = scratchDirectory();
    for (const name of ['upper', 'work', 'merged']) mkdirSync(`${root}/${name}`);
    const layers = `lowerdir=${cache},upperdir=${root}/upper,workdir=${root}/work,redirect_dir=off`;
    mounted(['-t', 'overlay', 'overlay', '-o', layers, `${root}/merged`], () => {
      chmodSync(`${root}/merged`, 0o700);
      const { removed, failed } = clearCache(`${root}/merged`);
      expect(failed).toBeUndefined();
      expect(removed.length).toBe(7);
      expect(readdirSync(`${root}/merged/run`)).toEqual([]);
    });
  },
);
