import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { Allowance } from '../../src/layers/allowance.ts';
import { LayerContents } from '../../src/layers/layer-contents.ts';

async function* chunks(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

describe('LayerContents', () => {
  it('puts one content behind the other, with the zeros of holes', async () => {
    const file = `${scratchDirectory()}/x`;
    const fd = openSync(file, 'w');
    const contents = new LayerContents(fd, '/final', { name: 'x', allowance: new Allowance(100) });
    expect(await contents.keep(chunks('ab', 'c'))).toEqual({
      kind: 'part',
      path: '/final',
      offset: 0,
    });
    const ranges = Float64Array.of(2, 4, 5, 7);
    expect(await contents.keepSparse(chunks('de', 'f', 'g'), 9, ranges)).toMatchObject({
      offset: 3,
    });
    expect(await contents.keepSparse(chunks(), 2, new Float64Array())).toMatchObject({
      offset: 12,
    });
    expect(contents.size).toBe(14);
    const digest = contents.finish();
    closeSync(fd);
    expect(readFileSync(file, 'latin1')).toBe('abc\0\0de\0fg\0\0\0\0');
    expect(digest).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'));
  });

  it('stops at the limit, which layers may share', async () => {
    const fd = openSync(`${scratchDirectory()}/x`, 'w');
    const allowance = new Allowance(8);
    await new LayerContents(fd, '/final', { name: 'a.deb', allowance }).keep(chunks('abc'));
    const contents = new LayerContents(fd, '/final', { name: 'bomb.deb', allowance });
    await expect(contents.keep(chunks('abc', 'def'))).rejects.toMatchObject({
      code: 'LAYER_SIZE',
      message: 'bomb.deb: unpacks to too much: there may be 8 bytes in all',
    });
    const endless = contents.keepSparse(chunks(), 2 ** 40, new Float64Array());
    await expect(endless).rejects.toMatchObject({ code: 'LAYER_SIZE' });
    closeSync(fd);
  });
});
