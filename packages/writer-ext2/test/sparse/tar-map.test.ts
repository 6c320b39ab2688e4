import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { parseMap, tarMap } from '../../src/sparse/tar-map.ts';

const scratch = scratchDirectory();
const MIB = 2 ** 20;
const { signal } = new AbortController();

/** The start of an archive as GNU tar makes it. */
function archive(map: string, size: number, major = 1, realSize: number = size): Buffer {
  const record = (text: string) => {
    const length = text.length + 4;
    return `${length} ${text}\n`.padEnd(length);
  };
  const records = record(`GNU.sparse.major=${major}`) + record(`GNU.sparse.realsize=${realSize}`);
  const header = Buffer.alloc(512);
  header.write(records.length.toString(8).padStart(11, '0'), 124);
  header.write('x', 156);
  const body = Buffer.alloc(512);
  body.write(records);
  const fileHeader = Buffer.alloc(512);
  fileHeader.write('0', 156);
  return Buffer.concat([header, body, fileHeader, Buffer.from(map)]);
}

describe('parseMap', () => {
  it('reads ranges', () => {
    const bytes = archive('2\n0\n4096\n40960\n8192\n', 1e6);
    expect(parseMap(bytes, 1e6)).toEqual(Float64Array.of(0, 4096, 40_960, 49_152));
    expect(parseMap(archive('1\n1000000\n0\n', 1e6), 1e6)).toEqual(Float64Array.of(1e6, 1e6));
    expect(parseMap(archive('0\n', 1e6), 1e6)).toEqual(Float64Array.of());
  });

  it('waits for the rest wherever it is cut off', () => {
    const bytes = archive('2\n0\n4096\n40960\n8192\n', 1e6);
    for (let length = 0; length < bytes.length; length++) {
      expect(parseMap(bytes.subarray(0, length), 1e6), `${length}`).toBe('incomplete');
    }
  });

  it.each([
    ['another format', archive('1\n0\n4096\n', 1e6, 0)],
    ['another size', archive('1\n0\n4096\n', 1e6, 1, 5)],
    ['letters', archive('x\n0\n4096\n', 1e6)],
    ['a negative number', archive('1\n-1\n4096\n', 1e6)],
    ['a huge count', archive('99999999999\n0\n1\n', 1e6)],
    ['a range behind the end', archive('1\n999999\n2\n', 1e6)],
    ['ranges out of order', archive('2\n4096\n4096\n0\n1\n', 1e6)],
    ['no archive', Buffer.alloc(2048, 'tar: error')],
  ])('does not believe %s', (_, bytes) => {
    expect(parseMap(bytes, 1e6)).toBeUndefined();
  });
});

describe('tarMap', () => {
  it('finds the data of a large sparse file whose name is not UTF-8', async () => {
    const size = 5 * 1024 * MIB;
    const path = Buffer.from(`${join(scratch, 'sparse')}\xff`, 'latin1');
    const fd = openSync(path, 'w+');
    ftruncateSync(fd, size);
    writeSync(fd, 'data', 3_000_000_000);
    const map = await tarMap(fd, size, signal);
    closeSync(fd);
    rmSync(path);
    const ranges = [...map!];
    const holding = ranges.findIndex((start, n) => n % 2 === 0 && start <= 3_000_000_000);
    expect(ranges[holding + 1]).toBeGreaterThanOrEqual(3_000_000_004);
    // However coarse the filesystem is, nearly all of it is holes.
    const data = ranges.reduce((sum, at, n) => sum + (n % 2 === 0 ? -at : at), 0);
    expect(data).toBeLessThan(16 * MIB);
  });

  it('knows nothing about a file of another size', async () => {
    const path = join(scratch, 'size');
    const fd = openSync(path, 'w+');
    ftruncateSync(fd, 20 * MIB);
    expect(await tarMap(fd, 10 * MIB, signal)).toBeUndefined();
    closeSync(fd);
  });

  it('does without tar', async () => {
    const fd = openSync(join(scratch, 'no-tar'), 'w+');
    ftruncateSync(fd, 20 * MIB);
    const { PATH } = process.env;
    process.env.PATH = '/nonexistent';
    try {
      expect(await tarMap(fd, 20 * MIB, signal)).toBeUndefined();
    } finally {
      process.env.PATH = PATH;
      closeSync(fd);
    }
  });

  it('stops when it is told to', async () => {
    const fd = openSync(join(scratch, 'abort'), 'w+');
    ftruncateSync(fd, 20 * MIB);
    const controller = new AbortController();
    const asked = tarMap(fd, 20 * MIB, controller.signal);
    controller.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
    closeSync(fd);
  });
});
