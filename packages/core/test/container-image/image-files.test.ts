import { expect, it } from 'vitest';
import { chunksOf } from '../../src/container-image/image-files.ts';

/** Where it was read, and how much came of it. @param has bytes that there really are */
async function read(size: number, has = size, atATime = size): Promise<[number, number][]> {
  const reads: number[] = [];
  const chunks: number[] = [];
  const stream = chunksOf(size, (buffer, position) => {
    reads.push(position);
    return Math.max(0, Math.min(buffer.length, atATime, has - position));
  });
  for await (const chunk of stream) chunks.push(chunk.length);
  return reads.map((position, at) => [position, chunks[at] ?? 0]);
}

const CHUNK = 1 << 18;

it('a file comes in chunks, the last of what is left', async () => {
  expect(await read(2 * CHUNK + 3)).toEqual([
    [0, CHUNK],
    [CHUNK, CHUNK],
    [2 * CHUNK, 3],
  ]);
});

it('a file of nothing is not read', async () => {
  expect(await read(0)).toEqual([]);
});

it('a read may give less than was asked for', async () => {
  expect(await read(10, 10, 4)).toEqual([
    [0, 4],
    [4, 4],
    [8, 2],
  ]);
});

it('a file that has become shorter ends where it ends', async () => {
  expect(await read(10, 6)).toEqual([
    [0, 6],
    [6, 0],
  ]);
});
