import { describe, expect, it } from 'vitest';
import { ByteSource } from '../../src/tar/byte-source.ts';

async function* chunks(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

describe('ByteSource', () => {
  it('takes bytes out of chunks of any size', async () => {
    const source = new ByteSource(chunks('ab', '', 'c', 'defgh'));
    expect((await source.read(1)).toString()).toBe('a');
    expect((await source.read(4)).toString()).toBe('bcde');
    expect(source.position).toBe(5);
    expect((await source.read(0)).length).toBe(0);
    expect((await source.read(99)).toString()).toBe('fgh');
    expect((await source.read(1)).length).toBe(0);
    expect(source.position).toBe(8);
  });

  it('gives pieces as they come', async () => {
    const pieces: string[] = [];
    const source = new ByteSource(chunks('ab', 'cdef'));
    for await (const piece of source.stream(4)) pieces.push(piece.toString());
    expect(pieces).toEqual(['ab', 'cd']);
  });

  it('passes errors on, also those in what nobody wanted', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.from('ab');
      throw new Error('torn');
    }
    const source = new ByteSource(broken());
    await source.read(2);
    await expect(source.drain()).rejects.toThrow('torn');
  });

  it('closes what it reads from', async () => {
    let closed = false;
    async function* endless(): AsyncGenerator<Buffer> {
      try {
        for (;;) yield Buffer.alloc(10);
      } finally {
        closed = true;
      }
    }
    const source = new ByteSource(endless());
    await source.read(5);
    await source.close();
    expect(closed).toBe(true);
  });
});
