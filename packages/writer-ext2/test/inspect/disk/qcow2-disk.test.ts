import { closeSync, copyFileSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isSuperminError } from '@supermin/core';
import { randomNumbers } from '@supermin/test-support/random';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDisk } from '../../../src/inspect/disk/open-disk.ts';
import { output } from '../../support/judge.ts';
import { HAS_QEMU_IMG } from '../../support/qcow2.ts';

const scratch = scratchDirectory();
const raw = join(scratch, 'raw');

function open(path: string) {
  const content = { kind: 'path', path } as const;
  return openDisk({ name: path, content, size: statSync(path).size });
}

/** All of a disk, in pieces that fit nothing. */
function bytesOf(path: string): Buffer {
  const disk = open(path);
  const pieces: Buffer[] = [];
  for (let at = 0; at < disk.size; at += 100_001) {
    pieces.push(disk.read(at, Math.min(100_001, disk.size - at)));
  }
  disk.close();
  return Buffer.concat(pieces);
}

/** Has qemu-img make one of the raw disk. */
function convert(name: string, ...options: string[]): string {
  const path = join(scratch, name);
  output('qemu-img', 'convert', '-O', 'qcow2', ...options, raw, path);
  return path;
}

/** Writes numbers of 32 bits into a copy. */
function changed(path: string, changes: Record<number, number>): string {
  const copy = join(scratch, 'changed');
  copyFileSync(path, copy);
  const fd = openSync(copy, 'r+');
  const word = Buffer.alloc(4);
  for (const [at, value] of Object.entries(changes)) {
    word.writeUInt32BE(value >>> 0);
    writeSync(fd, word, 0, 4, Number(at));
  }
  closeSync(fd);
  return copy;
}

describe.skipIf(!HAS_QEMU_IMG)('a qcow2 file of qemu-img', () => {
  let plain = '';
  beforeAll(() => {
    // Text, noise, holes, and a last sector that is no whole cluster.
    const fd = openSync(raw, 'w');
    const random = randomNumbers(3);
    const noise = Buffer.from(Array.from({ length: 150_000 }, () => random(256)));
    writeSync(fd, Buffer.alloc(200_000, 'text '), 0, 200_000, 0);
    writeSync(fd, noise, 0, noise.length, 1_000_000);
    writeSync(fd, noise, 0, 512, 5_000_192);
    closeSync(fd);
    plain = convert('plain');
  });

  it.each([
    ['clusters of 512 bytes', ['-o', 'cluster_size=512']],
    ['clusters of 64 KB', []],
    ['clusters of 2 MB', ['-o', 'cluster_size=2M']],
    ['version 2', ['-o', 'compat=0.10']],
    ['compressed', ['-c']],
    ['compressed in clusters of 512 bytes', ['-c', '-o', 'cluster_size=512']],
    ['compressed in clusters of 2 MB', ['-c', '-o', 'cluster_size=2M']],
    ['allocated throughout', ['-o', 'preallocation=metadata']],
    ['zeros that are marked', ['-S', '0']],
  ])('has the bytes of the disk: %s', (name, options) => {
    const file = convert(name.replaceAll(' ', '-'), ...options);
    expect(bytesOf(file).equals(readFileSync(raw))).toBe(true);
    const disk = open(file);
    expect(disk).toMatchObject({
      size: statSync(raw).size,
      packed: { name: 'qcow2', size: statSync(file).size },
    });
    disk.close();
  });

  it.each([
    ['a backing file', ['-b', 'plain', '-F', 'qcow2']],
    ['an external data file', ['-o', `data_file=${join(scratch, 'data')}`, '10M']],
    ['another compression', ['-o', 'compression_type=zstd', '10M']],
    ['extended L2 entries', ['-o', 'extended_l2=on', '10M']],
  ])('is refused with %s', (what, options) => {
    const file = join(scratch, 'refused');
    output('qemu-img', 'create', '-q', '-f', 'qcow2', file, ...options);
    const said = what.replace('an external', 'external');
    expect(() => open(file)).toThrow(
      expect.objectContaining({
        code: 'EXT2_FEATURES',
        message: expect.stringContaining(said),
      }),
    );
  });

  // By its header's number: qemu-img cannot make an encrypted file where the machine is too busy to measure its own speed.
  it('is refused with encryption', () => {
    expect(() => open(changed(plain, { 32: 2 }))).toThrow(
      expect.objectContaining({
        code: 'EXT2_FEATURES',
        message: expect.stringContaining('encryption'),
      }),
    );
  });

  it.each<[string, Record<number, number>]>([
    ['clusters of a gigabyte', { 20: 30 }],
    ['a disk larger than its table', { 24: 0x1000 }],
    ['a table of 4 GB', { 36: 0x2000_0000 }],
    ['a table that is not there', { 40: 1 }],
    ['a table without entries', { 36: 0 }],
  ])('is refused with %s', (_, changes) => {
    expect(() => open(changed(plain, changes))).toThrow(
      expect.objectContaining({ code: 'EXT2_DAMAGED' }),
    );
  });

  it('ends, with bytes or an error, whatever is damaged', () => {
    const random = randomNumbers(11);
    let failed = 0;
    for (const file of [plain, join(scratch, 'compressed')]) {
      const tables = [
        ...readFileSync(file)
          .subarray(0, 1 << 19)
          .keys(),
      ];
      for (let round = 0; round < 60; round++) {
        // The header, or the first entries of one of the clusters behind it, which hold the tables.
        const at = round % 3 === 0 ? 4 * random(26) : (random(8) << 16) + 4 * random(12);
        if (at + 4 > tables.length) continue;
        try {
          bytesOf(changed(file, { [at]: random(2 ** 32) }));
        } catch (error) {
          failed++;
          expect(isSuperminError(error), String(error)).toBe(true);
        }
      }
    }
    expect(failed).toBeGreaterThan(10);
  });

  it('a cluster unpacks to a cluster, and to no more', () => {
    // Its entries have room for the size of 4 MB.
    const file = changed(join(scratch, 'compressed-in-clusters-of-2-MB'), {});
    // Made elsewhere: the memory of this process is looked at.
    const script = 'process.stdout.write(zlib.deflateRawSync(Buffer.alloc(1 << 29)))';
    const bomb = Buffer.from(output(process.execPath, '-e', script), 'latin1');
    const offset = statSync(file).size;
    const fd = openSync(file, 'r+');
    writeSync(fd, bomb, 0, bomb.length, offset);
    const l1 = Number(readFileSync(file).readBigUInt64BE(40));
    const l2 = Number(readFileSync(file).readBigUInt64BE(l1) & 0xff_ffff_ffff_fe00n);
    const entry = Buffer.alloc(8);
    const sectors = BigInt(Math.ceil(bomb.length / 512));
    entry.writeBigUInt64BE((1n << 62n) | (sectors << 49n) | BigInt(offset));
    writeSync(fd, entry, 0, 8, l2);
    closeSync(fd);
    const disk = open(file);
    const before = process.resourceUsage().maxRSS;
    expect(() => disk.read(0, 512)).toThrow(expect.objectContaining({ code: 'EXT2_DAMAGED' }));
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(100_000);
    disk.close();
  });
});
