import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomNumbers } from '@supermin/test-support/random';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { RandomAccessFile } from '../../src/format/random-access-file.ts';

const path = join(scratchDirectory(), 'file');
const MIB = 2 ** 20;

describe('RandomAccessFile', () => {
  it('reads within windows, across them and at the end', () => {
    const bytes = Buffer.alloc(3 * MIB + 5);
    for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeUInt32LE(at, at);
    writeFileSync(path, bytes);
    const file = new RandomAccessFile(path);
    for (const [offset, length] of [
      [0, 16],
      [MIB - 1, 2],
      [100, 3 * MIB - 100],
      [bytes.length - 1, 1],
      [bytes.length, 0],
    ] as const) {
      const wanted = bytes.subarray(offset, offset + length);
      expect(file.read(offset, length).equals(wanted)).toBe(true);
    }
    file.close();
  });

  it('keeps a bounded part of a large file', () => {
    writeFileSync(path, '');
    truncateSync(path, 2 ** 30);
    const file = new RandomAccessFile(path);
    const random = randomNumbers(1);
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 200; round++) file.read(random(1023) * MIB, 4096);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * MIB);
    file.close();
  });

  it.each([
    [90, 11],
    [-1, 5],
    [5, -1],
    [2 ** 40, 1],
  ])('refuses %i, %i before it allocates anything', (offset, length) => {
    writeFileSync(path, Buffer.alloc(100));
    const file = new RandomAccessFile(path);
    expect(() => file.read(offset, length)).toThrow(`${path}: offset ${offset}: ${length} bytes`);
    file.close();
  });

  it('notices a file that became shorter, and one that was written to', () => {
    writeFileSync(path, Buffer.alloc(100));
    const file = new RandomAccessFile(path);
    expect(file.hasChanged()).toBe(false);
    appendFileSync(path, 'x');
    expect(file.hasChanged()).toBe(true);
    truncateSync(path, 10);
    expect(() => file.read(50, 1)).toThrow(`${path}: offset 10: the file became shorter`);
    file.close();
  });
});
