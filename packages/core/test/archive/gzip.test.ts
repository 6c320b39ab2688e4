import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { gunzip, gzipped } from '../../src/archive/gzip.ts';

async function* chunksOf(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

describe('gunzip', () => {
  it('tells how many bytes of the source it was, without what follows', async () => {
    const packed = gzipSync('hello');
    const chunks = gunzip(
      Readable.from(Buffer.concat([packed, Buffer.alloc(9)]), { objectMode: false }),
    );
    expect(await chunks.next()).toMatchObject({ value: Buffer.from('hello') });
    expect(await chunks.next()).toEqual({ done: true, value: packed.length });
  });

  it('closes the source for a reader that stops before the end', async () => {
    const directory = writeFiles(scratchDirectory(), { packed: gzipSync(Buffer.alloc(1 << 22)) });
    const source = createReadStream(`${directory}/packed`);
    for await (const _ of gunzip(source)) break;
    expect(source.destroyed).toBe(true);
  });

  it('hands on the source’s error', async () => {
    const source = createReadStream('/nonexistent/file');
    await expect(all(gunzip(source))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('gzipped', () => {
  it('is what gzip unpacks', async () => {
    expect(gunzipSync(await all(gzipped(chunksOf('a', 'bc'), 6))).toString()).toBe('abc');
  });

  it('throws what the chunks throw', async () => {
    async function* broken() {
      yield Buffer.from('a');
      throw new Error('broken');
    }
    await expect(all(gzipped(broken(), 1))).rejects.toThrow('broken');
  });
});
