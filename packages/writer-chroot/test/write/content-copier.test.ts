import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { Pacer } from '@supermin/core';
import { WRITE_BUFFER_SIZE } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { file } from '@supermin/test-support/trees';
import { describe, expect, it, vi } from 'vitest';
import { ContentCopier } from '../../src/write/content-copier.ts';
import { ContentReader } from '../../src/write/content-reader.ts';

const copier = () => new ContentCopier(new Pacer(new AbortController().signal));

describe('ContentCopier', () => {
  async function copy(bytes: Buffer, sparse: boolean) {
    const path = `${scratchDirectory()}/f`;
    const fd = openSync(path, 'wx');
    const node = file(bytes, { sparse });
    await copier().copy(ContentReader.open(node)!, node, fd);
    const { blocks } = fstatSync(fd);
    closeSync(fd);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    return blocks * 512;
  }

  it.each([
    0,
    1,
    4096,
    WRITE_BUFFER_SIZE - 1,
    WRITE_BUFFER_SIZE,
    WRITE_BUFFER_SIZE + 1,
    3 * WRITE_BUFFER_SIZE + 5000,
  ])('copies %i bytes', async (length) => {
    await copy(Buffer.alloc(length, 'text'), false);
    await copy(Buffer.alloc(length, 'text'), true);
  });

  it('leaves holes where a sparse file has zeros, also at its end', async () => {
    const bytes = Buffer.alloc(5 * WRITE_BUFFER_SIZE + 100);
    bytes.write('first');
    bytes.write('across blocks', WRITE_BUFFER_SIZE + 4090);
    bytes.write('end of a buffer', 3 * WRITE_BUFFER_SIZE - 8);
    expect(await copy(bytes, true)).toBeLessThanOrEqual(6 * 4096);
    expect(await copy(bytes, false)).toBeGreaterThanOrEqual(bytes.length);
  });

  it('sets the size of a sparse file first: XFS would keep space reserved behind one that grows', async () => {
    const path = `${scratchDirectory()}/f`;
    const fd = openSync(path, 'wx');
    const node = file(Buffer.alloc(5 * WRITE_BUFFER_SIZE, 'text'), { sparse: true });
    const reader = ContentReader.open(node)!;
    const sizes: number[] = [];
    vi.spyOn(reader, 'read').mockImplementation(() => void sizes.push(fstatSync(fd).size));
    await copier().copy(reader, node, fd);
    closeSync(fd);
    expect(sizes[0]).toBe(5 * WRITE_BUFFER_SIZE);
  });

  it('copies nothing but the ranges that are told to hold data', async () => {
    const path = `${scratchDirectory()}/f`;
    const fd = openSync(path, 'wx');
    const dataRanges = Float64Array.of(4096, 4100, WRITE_BUFFER_SIZE, 2 * WRITE_BUFFER_SIZE + 1);
    const node = file(Buffer.alloc(5 * WRITE_BUFFER_SIZE, 'x'), { sparse: true, dataRanges });
    await copier().copy(ContentReader.open(node)!, node, fd);
    closeSync(fd);
    const expected = Buffer.alloc(5 * WRITE_BUFFER_SIZE);
    expected.fill('x', 4096, 4100);
    expected.fill('x', WRITE_BUFFER_SIZE, 2 * WRITE_BUFFER_SIZE + 1);
    expect(readFileSync(path).equals(expected)).toBe(true);
  });

  it('makes a file of nothing but a hole', async () => {
    expect(await copy(Buffer.alloc(2 * WRITE_BUFFER_SIZE), true)).toBe(0);
  });
});
