import { describe, expect, it } from 'vitest';
import { BlockSource, padding } from '../../../src/archive/tar/block-source.ts';

async function* chunks(...sizes: number[]): AsyncGenerator<Buffer> {
  let next = 0;
  for (const size of sizes) yield Buffer.from(Array.from({ length: size }, () => next++ % 251));
}

describe('BlockSource', () => {
  it.each([[[1024]], [[1, 0, 510, 2, 511]], [[512, 0, 512]]])(
    'gives blocks of %j',
    async (sizes) => {
      const source = new BlockSource(chunks(...sizes));
      const blocks = [await source.block(), await source.block(), await source.block()];
      expect(blocks.map((block) => block?.[511])).toEqual([511 % 251, 1023 % 251, undefined]);
    },
  );

  it('a part of a block is damage', async () => {
    const source = new BlockSource(chunks(600));
    await source.block();
    await expect(source.block()).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
  });

  it('gives what is left after what was taken and passed over', async () => {
    const source = new BlockSource(chunks(10, 10, 10));
    expect([...(await source.bytes(3))]).toEqual([0, 1, 2]);
    await source.skip(9);
    const rest: number[] = [];
    for await (const chunk of source.rest()) rest.push(...chunk);
    expect(rest).toEqual(Array.from({ length: 18 }, (_, n) => 12 + n));
  });
});

it('padding makes whole blocks', () => {
  expect([0, 1, 511, 512, 513].map(padding)).toEqual([0, 511, 1, 0, 511]);
});
