import { pick, randomNumbers } from '@supermin/test-support/random';
import { describe, expect, it } from 'vitest';
import { storeWords, wordsAt } from '../../src/format/words.ts';
import { FreeSpace } from '../../src/layout/free-space.ts';
import { planGeometry } from '../../src/layout/geometry.ts';
import { BlockPointers } from '../../src/plan/block-pointers.ts';

const space = new FreeSpace(planGeometry(2 ** 36, 0)!);
const SINGLE_END = 12 + 1024;
const DOUBLE_END = SINGLE_END + 1024 ** 2;

/** Reads what was written as the kernel does: from the inode down. */
function resolve(
  pointers: BlockPointers,
  indirect: Buffer,
  first: number,
  logical: number,
): number {
  const positionOf = new Map<number, number>();
  for (let n = 0; n < pointers.indirect; n++) positionOf.set(space.blockAt(first + n), n);
  const follow = (block: number, index: number) => {
    if (block === 0) return 0;
    const position = positionOf.get(block);
    expect(position, `block ${block} is one of the file's indirect blocks`).toBeDefined();
    return indirect.readUInt32LE(position! * 4096 + index * 4);
  };
  if (logical < 12) return pointers.inode[logical]!;
  if (logical < SINGLE_END) return follow(pointers.inode[12]!, logical - 12);
  if (logical < DOUBLE_END) {
    const rest = logical - SINGLE_END;
    return follow(follow(pointers.inode[13]!, Math.floor(rest / 1024)), rest % 1024);
  }
  const rest = logical - DOUBLE_END;
  const middle = follow(pointers.inode[14]!, Math.floor(rest / 1024 ** 2));
  return follow(follow(middle, Math.floor(rest / 1024) % 1024), rest % 1024);
}

function encode(runs: readonly [logical: number, block: number, count: number][]) {
  const counting = new BlockPointers().start(0);
  for (const run of runs) counting.add(...run);
  const target = Buffer.alloc(counting.indirect * 4096 + 4096);
  const pointers = new BlockPointers(space);
  const words = wordsAt(target, 4096, counting.indirect * 1024);
  pointers.start(5, words);
  for (const run of runs) pointers.add(...run);
  storeWords(words);
  expect(pointers.indirect).toBe(counting.indirect);
  return { pointers, indirect: target.subarray(4096) };
}

describe('BlockPointers', () => {
  it.each([
    [0, 0],
    [12, 0],
    [13, 1],
    [SINGLE_END, 1],
    [SINGLE_END + 1, 3],
    [SINGLE_END + 1024, 3],
    [SINGLE_END + 1025, 4],
    [DOUBLE_END, 1 + 1 + 1024],
    [DOUBLE_END + 1, 1 + 1 + 1024 + 3],
    [DOUBLE_END + 1024 ** 2 + 1, 1 + 1 + 1024 + 1 + 1025 + 2],
  ])('%d blocks need %d indirect blocks', (blocks, indirect) => {
    const pointers = new BlockPointers().start(0);
    pointers.add(0, 1, blocks);
    expect([pointers.blocks, pointers.indirect]).toEqual([blocks, indirect]);
  });

  it('points to every block of a file that reaches into triple indirection', () => {
    const blocks = DOUBLE_END + 3000;
    const { pointers, indirect } = encode([
      [0, 1_000_000, 500_000],
      [500_000, 2_000_000, blocks - 500_000],
    ]);
    const random = randomNumbers(1);
    const probes = [0, 11, 12, SINGLE_END - 1, SINGLE_END, DOUBLE_END - 1, DOUBLE_END, blocks - 1];
    for (let n = 0; n < 200; n++) probes.push(random(blocks));
    for (const logical of probes) {
      const expected = logical < 500_000 ? 1_000_000 + logical : 1_500_000 + logical;
      expect(resolve(pointers, indirect, 5, logical), `${logical}`).toBe(expected);
    }
    expect(resolve(pointers, indirect, 5, blocks)).toBe(0);
  });

  it('has no indirect block where there is only a hole', () => {
    const { pointers, indirect } = encode([
      [3, 100, 2],
      [SINGLE_END + 5000, 102, 1],
      [DOUBLE_END + 3 * 1024 ** 2 + 7, 103, 2],
    ]);
    expect(pointers.indirect).toBe(2 + 3);
    expect(pointers.blocks).toBe(5);
    expect(pointers.inode[12]).toBe(0);
    expect(resolve(pointers, indirect, 5, 2)).toBe(0);
    expect(resolve(pointers, indirect, 5, 4)).toBe(101);
    expect(resolve(pointers, indirect, 5, SINGLE_END + 5000)).toBe(102);
    expect(resolve(pointers, indirect, 5, SINGLE_END + 5001)).toBe(0);
    expect(resolve(pointers, indirect, 5, DOUBLE_END + 3 * 1024 ** 2 + 8)).toBe(104);
  });

  it('points right for files with holes at random', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = randomNumbers(seed);
      const runs: [number, number, number][] = [];
      const expected = new Map<number, number>();
      let logical = 0;
      let block = 500;
      for (let n = 0; n < 20; n++) {
        logical += random(pick([2, 2000, 300_000], random));
        const count = 1 + random(pick([3, 3000], random));
        runs.push([logical, block, count]);
        expected.set(logical, block);
        expected.set(logical + count - 1, block + count - 1);
        logical += count;
        block += count + 1;
      }
      const { pointers, indirect } = encode(runs);
      for (const [at, to] of expected) {
        expect(resolve(pointers, indirect, 5, at), `seed ${seed}, ${at}`).toBe(to);
      }
    }
  });

  it('starts afresh for the next file', () => {
    const pointers = new BlockPointers(space);
    pointers.start(0).add(0, 1, 100_000);
    pointers.start(7).add(0, 9, 1);
    expect([...pointers.inode]).toEqual([9, ...Array(14).fill(0)]);
    expect([pointers.blocks, pointers.indirect]).toEqual([1, 0]);
  });
});
