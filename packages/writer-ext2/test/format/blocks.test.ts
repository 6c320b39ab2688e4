import { expect, it } from 'vitest';
import { blocksFor } from '../../src/format/blocks.ts';

it('counts blocks, the last one may be half empty', () => {
  expect([0, 1, 4095, 4096, 4097].map(blocksFor)).toEqual([0, 1, 1, 1, 2]);
});

it('counts those of files beyond 2 GiB and 4 GiB, too', () => {
  const around = (blocks: number) => [-1, 0, 1].map((more) => blocksFor(blocks * 4096 + more));
  for (const blocks of [2 ** 19 - 1, 2 ** 19, 2 ** 20, 2 ** 29]) {
    expect(around(blocks)).toEqual([blocks, blocks, blocks + 1]);
  }
});
