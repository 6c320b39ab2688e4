import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileCache } from '../../src/cache/file-cache.ts';
import { bootId } from '../../src/output/owner-tag.ts';

let top: string;
let directory: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'supermin-cache-'));
  directory = join(top, 'files');
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

const write = (content: string) => async (temporary: string) => {
  writeFileSync(temporary, content);
  return true;
};
const never = async () => expect.unreachable('made a second time');
const DAY = 24 * 3600;

describe('FileCache', () => {
  it('makes a file once, also for another process', async () => {
    const file = await new FileCache(top, 'files').get('a', write('one'));
    expect(file).toMatch(new RegExp(`^${directory}/a\\.[0-9a-f]{8}-[0-9]+$`));
    expect(await new FileCache(top, 'files').get('a', never)).toBe(file);
    expect(readFileSync(file!, 'utf8')).toBe('one');
  });

  it('keeps one file of those that processes make at the same time', async () => {
    const make = () => new FileCache(top, 'files').get('a', write('one'));
    const [one, other] = await Promise.all([make(), make()]);
    expect(one).toBe(other);
    expect(readdirSync(directory)).toHaveLength(1);
  });

  it('what is large is made by one of them, and the others wait for it', async () => {
    const lock = { signal: new AbortController().signal, report: () => {} };
    let made = 0;
    const make = () =>
      new FileCache(top, 'files').getLarge('a', lock, async (temporary, take) => {
        take(1000);
        made++;
        // As long as it takes the others to come to the lock.
        await sleep(200);
        writeFileSync(temporary, 'one');
        return true;
      });
    const files = await Promise.all([make(), make(), make()]);
    expect([new Set(files).size, made]).toEqual([1, 1]);
    expect(readdirSync(join(top, 'uses'))).toEqual([]);
    const fail = async () => {
      throw new Error('no space');
    };
    await expect(new FileCache(top, 'files').getLarge('b', lock, fail)).rejects.toThrow('no space');
    expect(readdirSync(join(top, 'uses'))).toEqual([]);
  });

  it('leaves nothing of one that could not be made', async () => {
    const cache = new FileCache(top, 'files');
    const fail = async (temporary: string) => {
      writeFileSync(temporary, 'half');
      throw new Error('no space');
    };
    await expect(cache.get('a', fail)).rejects.toThrow('no space');
    const decline = async (temporary: string) => {
      writeFileSync(temporary, 'half');
      return false;
    };
    expect(await cache.get('a', decline)).toBeUndefined();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('clears what the dead left, and what was not asked for in a month', async () => {
    const cache = new FileCache(top, 'files');
    const used = await cache.get('used', write('x'));
    const unused = await cache.get('unused', write('x'));
    const now = Date.now() / 1000;
    for (const file of [used!, unused!]) {
      utimesSync(file, now - 31 * DAY, statSync(file).mtimeMs / 1000);
    }
    await cache.get('used', never);
    const dead = join(directory, `supermin-${bootId().slice(0, 8)}-1-1-1-aa`);
    writeFileSync(dead, 'half');
    utimesSync(dead, now - 2 * DAY, now - 2 * DAY);
    await cache.get('next', write('x'));
    expect(
      readdirSync(directory)
        .map((name) => name.split('.')[0])
        .sort(),
    ).toEqual(['next', 'used']);
  });

  it('two processes that make the same file do not disturb each other', async () => {
    const cache = new FileCache(top, 'files');
    const slow = async (temporary: string) => {
      writeFileSync(temporary, 'x');
      await cache.get('a', write('x'));
      return true;
    };
    const file = await cache.get('a', slow);
    expect(existsSync(file!)).toBe(true);
    expect(await cache.get('a', never)).toMatch(/\/a\./);
  });

  it('tells where it cannot be', async () => {
    writeFileSync(directory, 'in the way');
    await expect(new FileCache(top, 'files').get('a', write('x'))).rejects.toMatchObject({
      code: 'CACHE_UNSAFE',
    });
  });

  it('a file that was damaged is made again', async () => {
    const cache = new FileCache(top, 'files');
    const file = await cache.get('a', write('one'));
    writeFileSync(file!, 'eno');
    const again = await cache.get('a', write('one'));
    expect(readFileSync(again!, 'utf8')).toBe('one');
    expect(readdirSync(directory)).toHaveLength(1);
  });

  it('nothing is taken from a directory that others may write to, nor left there', async () => {
    const cache = new FileCache(top, 'files');
    await cache.get('a', write('one'));
    chmodSync(directory, 0o777);
    await expect(cache.get('a', write('two'))).rejects.toThrow('may be written to by others');
    await expect(cache.get('b', write('two'))).rejects.toThrow('may be written to by others');
    expect(readdirSync(directory)).toHaveLength(1);
  });

  it('keeps files for this user only, whatever the umask', async () => {
    const umask = process.umask(0);
    const file = await new FileCache(top, 'files').get('a', write('one'));
    process.umask(umask);
    expect(statSync(file!).mode & 0o022).toBe(0);
  });
});
