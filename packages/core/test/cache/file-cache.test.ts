import {
  existsSync,
  mkdirSync,
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
    const file = await new FileCache(directory).get('a', write('one'));
    expect(file).toBe(join(directory, 'a'));
    expect(await new FileCache(directory).get('a', never)).toBe(file);
    expect(readFileSync(file!, 'utf8')).toBe('one');
  });

  it('leaves nothing of one that could not be made', async () => {
    const cache = new FileCache(directory);
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
    const cache = new FileCache(directory);
    const used = await cache.get('used', write('x'));
    const unused = await cache.get('unused', write('x'));
    const now = Date.now() / 1000;
    for (const file of [used!, unused!]) utimesSync(file, now - 31 * DAY, now - 90 * DAY);
    await cache.get('used', never);
    const dead = join(directory, `supermin-${bootId().slice(0, 8)}-1-1-1-aa`);
    writeFileSync(dead, 'half');
    utimesSync(dead, now - 2 * DAY, now - 2 * DAY);
    await cache.get('next', write('x'));
    expect(readdirSync(directory).sort()).toEqual(['next', 'used']);
    expect(statSync(used!).mtimeMs / 1000).toBeCloseTo(now - 90 * DAY, 0);
  });

  it('two processes that make the same file do not disturb each other', async () => {
    const cache = new FileCache(directory);
    const slow = async (temporary: string) => {
      writeFileSync(temporary, 'x');
      await cache.get('a', write('x'));
      return true;
    };
    expect(await cache.get('a', slow)).toBe(join(directory, 'a'));
    expect(existsSync(join(directory, 'a'))).toBe(true);
    expect(readdirSync(directory)).toHaveLength(1);
  });

  it('tells where it can not be', async () => {
    mkdirSync(top, { recursive: true });
    writeFileSync(directory, 'in the way');
    await expect(new FileCache(directory).get('a', write('x'))).rejects.toMatchObject({
      code: 'ENOTDIR',
    });
  });
});
