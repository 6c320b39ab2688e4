import { gzipSync } from 'node:zlib';
import { output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { unpackedIndex } from '../../src/backend/unpacked-index.ts';

const TEXT = 'Package: a\n';

async function read(
  bytes: string | Uint8Array,
  limit = 100,
  signal = new AbortController().signal,
) {
  const file = `${scratchDirectory({ index: bytes })}/index`;
  const fault = (problem: string) => new Error(`index: ${problem}`);
  let text = '';
  for await (const chunk of unpackedIndex(file, { limit, signal, fault })) {
    text += Buffer.from(chunk).toString();
  }
  return text;
}

describe('unpackedIndex', () => {
  it('is unpacked as its first bytes tell, whatever its name is', async () => {
    expect(await read(TEXT)).toBe(TEXT);
    expect(await read(gzipSync(TEXT))).toBe(TEXT);
    expect(await read(output('xz', ['-c'], { input: TEXT }))).toBe(TEXT);
    expect(await read('')).toBe('');
  });

  it('may have as many bytes as the limit, unpacked, and no more', async () => {
    expect(await read(gzipSync(TEXT), TEXT.length)).toBe(TEXT);
    const fault = `index: it unpacks to more than ${TEXT.length - 1} bytes`;
    await expect(read(gzipSync(TEXT), TEXT.length - 1)).rejects.toThrow(fault);
    // All chunks count together.
    const large = 'x'.repeat(3 << 18);
    expect(await read(large, 3 << 18)).toHaveLength(3 << 18);
    await expect(read(large, (3 << 18) - 1)).rejects.toThrow('more than');
  });

  it('ends when nobody wants to know any more', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(read(TEXT, 100, signal)).rejects.toThrow('enough');
  });
});
