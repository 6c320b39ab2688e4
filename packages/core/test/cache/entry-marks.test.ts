import { chmodSync, existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import {
  isAlive,
  isMarked,
  mark,
  marksOf,
  type Purpose,
  unmark,
} from '../../src/cache/entry-marks.ts';
import { ownDirectory } from '../../src/cache/own-directory.ts';
import { isTag, ownerTag } from '../../src/output/owner-tag.ts';
import { deadTag } from '../support/dead-tag.ts';

const HOUR = 3600;
/** Of a process that cannot be: this boot and namespace, a number above the kernel's highest. */
const DEAD = deadTag();
/** Of another boot. */
const FOREIGN = ownerTag().replace(/^supermin-\w{8}/, 'supermin-ffffffff');

const newCache = () => `${scratchDirectory()}/cache`;

/** A mark of somebody else, so many seconds old. */
function planted(cache: string, name: string, age = 0): string {
  const file = `${ownDirectory(cache, 'uses')}/${name}`;
  writeFileSync(file, '');
  const time = Date.now() / 1000 - age;
  utimesSync(file, time, time);
  return file;
}

describe('a mark', () => {
  it('is an empty file that says what this process does with what', () => {
    const cache = newCache();
    const file = mark(cache, 'run-5f.0c', 'use');
    const prefix = `${cache}/uses/run-5f.0c.use.`;
    expect(file.startsWith(prefix)).toBe(true);
    expect(isTag(file.slice(prefix.length))).toBe(true);
    expect(statSync(file).size).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(marksOf(cache, 'use')).toEqual([
      { entry: 'run-5f.0c', file, tag: file.slice(prefix.length) },
    ]);
  });

  it('holds until it is taken away, for this entry and this purpose only', () => {
    const cache = newCache();
    const file = mark(cache, 'run-a', 'use');
    expect(isMarked(cache, 'run-a', 'use')).toBe(true);
    for (const purpose of ['remove', 'room', 'over'] as const) {
      expect(isMarked(cache, 'run-a', purpose)).toBe(false);
    }
    for (const other of ['run', 'a', 'run-ab', 'run-b']) {
      expect(isMarked(cache, other, 'use')).toBe(false);
    }
    unmark(file);
    expect(isMarked(cache, 'run-a', 'use')).toBe(false);
    expect(() => unmark(file)).not.toThrow();
  });

  it('each one is another: what is marked twice is so until both are gone', () => {
    const cache = newCache();
    const [one, two] = [mark(cache, 'run-a', 'use'), mark(cache, 'run-a', 'use')];
    expect(isMarked(cache, 'run-a', 'use', [one])).toBe(true);
    expect(isMarked(cache, 'run-a', 'use', [one, two])).toBe(false);
    unmark(one);
    expect(isMarked(cache, 'run-a', 'use')).toBe(true);
  });

  it('of an entry whose name has a purpose in it is not one for that', () => {
    const cache = newCache();
    mark(cache, 'run-a.use.b', 'use');
    expect(marksOf(cache, 'use').map(({ entry }) => entry)).toEqual(['run-a.use.b']);
    expect(isMarked(cache, 'run-a', 'use')).toBe(false);
  });
});

describe('marks of others', () => {
  it('of a dead process do not count, and are removed', () => {
    const cache = newCache();
    const file = planted(cache, `run-a.use.${DEAD}`);
    expect(marksOf(cache, 'use')).toHaveLength(1);
    expect(isMarked(cache, 'run-a', 'use')).toBe(false);
    expect(existsSync(file)).toBe(false);
  });

  it.each<[Purpose, number]>([
    ['use', 24 * HOUR],
    ['remove', 60],
    ['room', HOUR],
    ['over', HOUR],
  ])('of processes that cannot be seen count for a while: %s', (purpose, patience) => {
    const cache = newCache();
    const file = planted(cache, `run-a.${purpose}.${FOREIGN}`, patience - 30);
    expect(isMarked(cache, 'run-a', purpose)).toBe(true);
    planted(cache, `run-a.${purpose}.${FOREIGN}`, patience + 30);
    expect(isMarked(cache, 'run-a', purpose)).toBe(false);
    expect(existsSync(file)).toBe(false);
  });

  it('of such a process, that have gone meanwhile, do not count', () => {
    const cache = newCache();
    const file = planted(cache, `run-a.use.${FOREIGN}`);
    const [found] = marksOf(cache, 'use');
    expect(isAlive(found!, 'use')).toBe(true);
    unmark(file);
    expect(isAlive(found!, 'use')).toBe(false);
  });
});

describe('where marks lie', () => {
  it('nothing is marked where there is no such directory, and none is made to see that', () => {
    const cache = scratchDirectory();
    expect(isMarked(cache, 'run-a', 'use')).toBe(false);
    expect(marksOf(cache, 'use')).toEqual([]);
    expect(readdirSync(cache)).toEqual([]);
  });

  it('nor in one that others may write to', () => {
    const cache = newCache();
    mark(cache, 'run-a', 'use');
    chmodSync(`${cache}/uses`, 0o777);
    expect(isMarked(cache, 'run-a', 'use')).toBe(false);
    expect(() => mark(cache, 'run-a', 'use')).toThrow(
      expect.objectContaining({ code: 'CACHE_UNSAFE' }),
    );
  });
});
