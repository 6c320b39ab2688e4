import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { Downloads } from '../../src/download/downloads.ts';
import { bootId } from '../../src/output/owner-tag.ts';

const SHA256 = createHash('sha256').update('whole').digest('hex');
const OPTIONS = { environment: {}, signal: new AbortController().signal };

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
    const cache = scratchDirectory();
    new Downloads(cache);
    const directory = `${cache}/downloads`;
    // No process has such a number.
    const namespace = /\d+/.exec(readFileSync('/proc/self/status', 'latin1') && '0')![0];
    const dead = `supermin-${bootId().slice(0, 8)}-${namespace}-4999999-1-1`;
    const living = `supermin-${bootId().slice(0, 8)}-1-1-1-1`;
    writeFileSync(`${directory}/${SHA256}.${dead}`, 'who');
    writeFileSync(`${directory}/${SHA256}.${living}`, 'wh');
    const seen: number[] = [];
    const source = `${scratchDirectory({ f: 'whole' })}/f`;
    const wanted = { name: 'f', urls: [`file://${source}`], sha256: SHA256, size: 5 };
    const progress = (bytes: number) => seen.push(bytes);
    await new Downloads(cache).with(wanted, { ...OPTIONS, progress }, async () => {});
    expect(seen.reduce((sum, bytes) => sum + bytes, 0)).toBe(5);
    expect(readdirSync(directory)).toContain(`${SHA256}.${living}`);
  });
});
