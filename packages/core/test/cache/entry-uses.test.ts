import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { isInUse, removeUnlessUsed } from '../../src/cache/entry-removal.ts';
import { EntryUses } from '../../src/cache/entry-uses.ts';
import { ownerTag } from '../../src/output/owner-tag.ts';
import { deadTag } from '../support/dead-tag.ts';

/** Of a process that cannot be: this boot and namespace, a number above the kernel's highest. */
const DEAD = deadTag();

/** Of another boot. */
const FOREIGN = ownerTag().replace(/^supermin-\w{8}/, 'supermin-ffffffff');

function cacheWith(...files: string[]): string {
  const cache = scratchDirectory();
  mkdirSync(`${cache}/uses`, { mode: 0o700 });
  for (const file of files) writeFileSync(`${cache}/uses/${file}`, '');
  return cache;
}

const removable = (cache: string) => removeUnlessUsed(cache, 'run-a', () => {});

describe('EntryUses', () => {
  it('what is used is not removed, until it is released', async () => {
    const cache = scratchDirectory();
    const [one, two] = [new EntryUses(cache), new EntryUses(cache)];
    await one.add('run-a');
    await two.add('run-a');
    expect(isInUse(cache, 'run-a')).toBe(true);
    expect(removable(cache)).toBe(false);
    one.release();
    expect(removable(cache)).toBe(false);
    two.release();
    expect(removable(cache)).toBe(true);
    expect(readdirSync(`${cache}/uses`)).toEqual([]);
  });

  it('an entry is not another one whose name begins alike', async () => {
    const cache = scratchDirectory();
    await new EntryUses(cache).add('run-ab');
    expect(isInUse(cache, 'run-a')).toBe(false);
  });

  it('whoever comes during a removal waits for its end', async () => {
    const live = `run-a.remove.${ownerTag()}`;
    const cache = cacheWith(live);
    let isAdded = false;
    const added = new EntryUses(cache).add('run-a').then(() => {
      isAdded = true;
    });
    await sleep(30);
    expect(isAdded).toBe(false);
    rmSync(`${cache}/uses/${live}`);
    await added;
  });

  it('waits only as long as the signal lets it', async () => {
    const live = `run-a.remove.${ownerTag()}`;
    const cache = cacheWith(live);
    const abort = new AbortController();
    const added = new EntryUses(cache).add('run-a', abort.signal);
    await sleep(20);
    abort.abort(new Error('enough'));
    await expect(added).rejects.toThrow();
  });

  it('marks of dead processes do not count, and go', async () => {
    const cache = cacheWith(`run-a.use.${DEAD}`, `run-a.remove.${DEAD}`);
    expect(removable(cache)).toBe(true);
    await new EntryUses(cache).add('run-a');
    expect(readdirSync(`${cache}/uses`)).toHaveLength(1);
  });

  it('a use that cannot be seen from here counts for a day, a removal for a minute', async () => {
    const names = [`run-a.use.${FOREIGN}`, `run-a.remove.${FOREIGN}`];
    const cache = cacheWith(...names);
    expect(removable(cache)).toBe(false);
    const age = (seconds: number) => {
      const time = Date.now() / 1000 - seconds;
      for (const name of names) utimesSync(`${cache}/uses/${name}`, time, time);
    };
    age(120);
    await new EntryUses(cache).add('run-b');
    const uses = new EntryUses(cache);
    await uses.add('run-a');
    uses.release();
    expect(readdirSync(`${cache}/uses`)).not.toContain(names[1]);
    expect(removable(cache)).toBe(false);
    utimesSync(`${cache}/uses/${names[0]}`, 1e9, 1e9);
    expect(removable(cache)).toBe(true);
  });
});
