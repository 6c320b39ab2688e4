import { fstatSync, readdirSync, readSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { ContentStore } from '../../src/appliance/content-store.ts';
import type { Content } from '../../src/tree/node.ts';

async function* chunks(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

function text(content: Content, size: number): string {
  if (content.kind === 'bytes') return Buffer.from(content.bytes).toString();
  if (content.kind !== 'descriptor') throw new Error('not here');
  const bytes = Buffer.alloc(size);
  readSync(content.fd, bytes, 0, size, content.offset);
  return bytes.toString();
}

describe('ContentStore', () => {
  it('keeps a little in memory, and more in a file without a name', async () => {
    const directory = scratchDirectory();
    const store = new ContentStore(directory, 10);
    const one = await store.keep(chunks('12', '345'), 5);
    const two = await store.keep(chunks('abcdef'), 6);
    const three = await store.keep(chunks('67890'), 5);
    const four = await store.keep(chunks('g', 'h'), 2);
    expect([one, two, three, four].map(({ kind }) => kind)).toEqual([
      'bytes',
      'descriptor',
      'bytes',
      'descriptor',
    ]);
    expect([text(one, 5), text(two, 6), text(three, 5), text(four, 2)]).toEqual([
      '12345',
      'abcdef',
      '67890',
      'gh',
    ]);
    expect(readdirSync(directory)).toEqual([]);
    store.close();
    expect(() => fstatSync((two as { fd: number }).fd)).toThrow('EBADF');
    store.close();
  });

  it('keeps the holes of sparse files, which take no space', async () => {
    const store = new ContentStore(scratchDirectory());
    const far = 256 << 20;
    const ranges = Float64Array.of(0, 2, 4, 6, far, far + 3);
    const sparse = await store.keepSparse(chunks('abc', 'dxy', 'z'), far + 10, ranges);
    const empty = await store.keepSparse(chunks(), far, new Float64Array());
    const { fd, offset } = empty as { fd: number; offset: number };
    const end = { ...sparse, offset: far } as Content;
    expect([text(sparse, 7), text(end, 5)]).toEqual(['ab\0\0cd\0', 'xyz\0\0']);
    expect([offset, fstatSync(fd).size]).toEqual([far + 10, 2 * far + 10]);
    expect(fstatSync(fd).blocks * 512).toBeLessThan(1 << 20);
    store.close();
  });

  it('copies, so that small contents do not keep large chunks alive', async () => {
    const chunk = Buffer.alloc(1 << 20, 'x');
    async function* small(): AsyncGenerator<Buffer> {
      yield chunk.subarray(0, 3);
    }
    const content = await new ContentStore('/nowhere').keep(small(), 3);
    expect(content).toMatchObject({ kind: 'bytes' });
    expect((content as { bytes: Uint8Array }).bytes.buffer).not.toBe(chunk.buffer);
  });

  it('needs no directory as long as memory does', async () => {
    const store = new ContentStore('/nowhere');
    expect(text(await store.keep(chunks('x'), 1), 1)).toBe('x');
    store.close();
  });

  it.each(['nowhere', 'file'])('names the directory where it can not write: %s', async (name) => {
    const root = scratchDirectory({ file: '' });
    await expect(new ContentStore(`${root}/${name}`, 0).keep(chunks('x'), 1)).rejects.toMatchObject(
      {
        code: 'TMPDIR_DENIED',
        message: expect.stringContaining(`${root}/${name}`),
      },
    );
  });

  it('passes on the error of its source', async () => {
    async function* torn(): AsyncGenerator<Buffer> {
      yield Buffer.from('x');
      throw new Error('torn');
    }
    const store = new ContentStore(scratchDirectory(), 1);
    await expect(store.keep(torn(), 1)).rejects.toThrow('torn');
    await expect(store.keep(torn(), 9)).rejects.toThrow('torn');
    store.close();
  });
});
