import { chmodSync, closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it, vi } from 'vitest';
import { copyExtents } from '../../src/copy/copy-extents.ts';
import { type CopyRequest, copyPart } from '../../src/copy/copy-job.ts';
import type { SuperminEvent } from '../../src/events/event.ts';
import { Pacer } from '../../src/events/pacer.ts';
import {
  cut,
  failures,
  hostPiece,
  memoryPiece,
  randomBytes,
  requestOf,
  sharedPiece,
} from '../support/sources.ts';

const MIB = 2 ** 20;
/** Sizes around the ends of blocks and of the writeBuffer. */
const SIZES = [1, 4095, 4096, 4097, MIB - 4096, MIB - 1, MIB, MIB + 1, 3 * MIB + 5, 0, 7];

async function copy(request: CopyRequest, out: string, report = (_: SuperminEvent) => {}) {
  const fd = openSync(out, 'w');
  const pacer = new Pacer(new AbortController().signal);
  try {
    return await copyExtents([copyPart(request, fd)], { pacer, report, failures });
  } finally {
    closeSync(fd);
  }
}

describe('copyExtents', () => {
  it.each([4096, 1])('every byte at its place, zeros up to %d', async (alignment) => {
    const directory = scratchDirectory();
    const pieces = SIZES.flatMap((size, n) => [
      hostPiece(directory, `source${n}`, randomBytes(size, n)),
      n % 2 === 0 ? memoryPiece(`in memory, ${n}`) : sharedPiece(`shared, ${n}`),
    ]);
    const { request, expected } = requestOf(pieces, alignment);
    expect(await copy(request, `${directory}/out`)).toEqual([]);
    expect(readFileSync(`${directory}/out`).equals(expected)).toBe(true);
  });

  it('a file that is written to meanwhile ends it: no copy is half of each state', async () => {
    const directory = scratchDirectory();
    const { request } = requestOf([hostPiece(directory, 'a', randomBytes(9 * MIB, 1))], 4096);
    const due = vi.spyOn(Pacer.prototype, 'due').mockImplementationOnce(() => {
      hostPiece(directory, 'a', randomBytes(9 * MIB, 2));
      return false;
    });
    await expect(copy(request, `${directory}/out`)).rejects.toMatchObject({
      code: 'SOURCE_CHANGED',
      message: expect.stringMatching(/\/a-.* changed while it was copied$/),
    });
    due.mockRestore();
  });

  it('progress adds up', async () => {
    const directory = scratchDirectory();
    const { request } = requestOf([hostPiece(directory, 'a', randomBytes(9 * MIB, 1))], 4096);
    const done: number[] = [];
    const due = vi.spyOn(Pacer.prototype, 'due').mockReturnValue(true);
    await copy(request, `${directory}/out`, (event) => {
      if (event.kind !== 'progress') return;
      expect(event).toMatchObject({ total: 9 * MIB, unit: 'bytes' });
      done.push(event.done);
    });
    due.mockRestore();
    expect(done.length).toBeGreaterThan(8);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(9 * MIB);
  });

  it('what may not be read is named when all else is there; what has shrunk ends it', async () => {
    const directory = scratchDirectory();
    chmodSync(directory, 0o777);
    const pieces = ['a', 'b', 'c'].map((name) => hostPiece(directory, name, Buffer.from(name)));
    const { request } = requestOf(pieces, 1);
    writeFileSync(`${directory}/out`, '');
    chmodSync(`${directory}/out`, 0o666);
    chmodSync(Buffer.from(`${directory}/b-\xff`, 'latin1'), 0);
    const root = process.getuid?.() === 0;
    if (root) process.seteuid!(65534);
    try {
      expect(await copy(request, `${directory}/out`)).toEqual([`${directory}/b-\xff`]);
    } finally {
      if (root) process.seteuid!(0);
    }
    expect(readFileSync(`${directory}/out`, 'latin1')).toBe('a\0c');
    chmodSync(Buffer.from(`${directory}/b-\xff`, 'latin1'), 0o644);
    cut(pieces[1]!, 0);
    await expect(copy(request, `${directory}/out`)).rejects.toThrow('b-\xff: 6 of 7');
  });
});
