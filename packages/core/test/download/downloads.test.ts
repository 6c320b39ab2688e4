import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Downloads } from '../../src/download/downloads.ts';
import { ownerTag } from '../../src/output/owner-tag.ts';
import { deadTag } from '../support/dead-tag.ts';

const SHA256 = createHash('sha256').update('whole').digest('hex');
const OPTIONS = { environment: {}, signal: new AbortController().signal };

const LIVING = ownerTag();
const DEAD = deadTag();

/** A cache, and a download into it that tells what its bytes came from: what was there, and what was read. */
function fixture() {
  const cache = scratchDirectory();
  new Downloads(cache);
  const urls = [`file://${scratchDirectory({ f: 'whole' })}/f`];
  const take = async () => {
    const seen: number[] = [];
    const progress = (bytes: number) => void seen.push(bytes);
    const wanted = { name: 'f', urls, sha256: SHA256, size: 5 };
    await new Downloads(cache).with(wanted, { ...OPTIONS, progress }, async () => {});
    return seen;
  };
  return { cache, directory: `${cache}/downloads`, urls, take };
}

describe('Downloads', () => {
  it('gives a file to work with, and removes it', async () => {
    const cache = scratchDirectory();
    const source = `${scratchDirectory({ f: 'whole' })}/f`;
    const wanted = { name: 'f', urls: [`file://${source}`], sha256: SHA256, size: 5 };
    const downloads = new Downloads(cache);
    let path = '';
    const text = await downloads.with(wanted, OPTIONS, async (file) => {
      path = file;
      return readFileSync(file, 'utf8');
    });
    expect(text).toBe('whole');
    expect(existsSync(path)).toBe(false);
    await expect(
      downloads.with(wanted, OPTIONS, () => Promise.reject(new Error('no room'))),
    ).rejects.toThrow('no room');
    expect(readdirSync(`${cache}/downloads`)).toEqual([]);
  });

  it('goes on with what a dead process had, and leaves that of a living one', async () => {
    const { directory, take } = fixture();
    writeFileSync(`${directory}/${SHA256}.${DEAD}`, 'who');
    writeFileSync(`${directory}/${SHA256}.${LIVING}`, 'wh');
    expect(await take()).toEqual([3, 2]);
    expect(readdirSync(directory)).toEqual([`${SHA256}.${LIVING}`]);
  });

  it('keeps what dead processes had of other files, for a day', async () => {
    const { directory, take } = fixture();
    const other = (digit: string) => `${digit.repeat(64)}.${DEAD}`;
    for (const name of [other('a'), other('b')]) writeFileSync(`${directory}/${name}`, 'x');
    for (const [digit, hours] of [
      ['a', 1],
      ['b', 25],
    ] as const) {
      const time = Date.now() / 1000 - hours * 3600;
      utimesSync(`${directory}/${other(digit)}`, time, time);
    }
    expect(await take()).toEqual([5]);
    expect(readdirSync(directory)).toEqual([other('a')]);
  });

  it('removes what dead processes had of files without a digest', async () => {
    const { directory, take } = fixture();
    writeFileSync(`${directory}/.${DEAD}`, 'x');
    writeFileSync(`${directory}/.${LIVING}`, 'x');
    await take();
    expect(readdirSync(directory)).toEqual([`.${LIVING}`]);
  });

  it('takes over nothing for a file without a digest', async () => {
    const { cache, directory, urls } = fixture();
    writeFileSync(`${directory}/.${DEAD}`, 'other');
    const read = async (file: string) => readFileSync(file, 'utf8');
    expect(await new Downloads(cache).with({ name: 'f', urls }, OPTIONS, read)).toBe('whole');
    expect(readdirSync(directory)).toEqual([`.${DEAD}`]);
  });

  it('takes over neither links nor directories, nor what has another name', async () => {
    const { directory, take } = fixture();
    const others = `${scratchDirectory({ f: 'who' })}/f`;
    symlinkSync(others, `${directory}/${SHA256}.${DEAD}`);
    mkdirSync(`${directory}/${SHA256}.${DEAD}0`);
    writeFileSync(`${directory}/${SHA256}.mine`, 'who');
    writeFileSync(`${directory}/x${SHA256}.${DEAD}`, 'who');
    const before = readdirSync(directory);
    expect(await take()).toEqual([5]);
    expect(readdirSync(directory)).toEqual(before);
    expect(readFileSync(others, 'utf8')).toBe('who');
  });

  it('keeps what there is when it is broken off, and nothing when it fails', async () => {
    const { cache, directory } = fixture();
    const wanted = { name: 'f', sha256: SHA256, size: 5 };
    const stop = new AbortController();
    const server = createServer((_, answer) => {
      answer.write('who');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const urls = [`http://127.0.0.1:${(server.address() as AddressInfo).port}/f`];
    const options = {
      ...{ environment: {}, signal: stop.signal },
      progress: () => stop.abort(new Error('enough')),
    };
    const never = () => Promise.reject(new Error('not asked'));
    const broken = new Downloads(cache).with({ ...wanted, urls }, options, never);
    await expect(broken).rejects.toThrow('enough');
    const [left] = readdirSync(directory);
    expect(left).toMatch(new RegExp(`^${SHA256}\\.supermin-`));
    expect(readFileSync(`${directory}/${left}`, 'utf8')).toBe('who');
    const missing = { ...wanted, urls: [`file://${scratchDirectory()}/f`] };
    await expect(new Downloads(cache).with(missing, OPTIONS, never)).rejects.toMatchObject({
      code: 'DOWNLOAD_MISSING',
    });
    expect(readdirSync(directory)).toEqual([left]);
  });
});
