import { gzipSync } from 'node:zlib';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { unpackPart } from '../../src/backend/unpack-part.ts';

const TEXT = Buffer.from('what was packed\n'.repeat(50_000));
const { signal } = new AbortController();

/** A file that has these bytes between others. */
function within(bytes: Uint8Array) {
  const [before, behind] = [Buffer.from('before'), Buffer.from('behind')];
  const directory = scratchDirectory({ file: Buffer.concat([before, bytes, behind]) });
  return { file: `${directory}/file`, part: { offset: before.length, size: bytes.length } };
}

async function unpacked(bytes: Uint8Array, ending: string): Promise<Buffer> {
  const { file, part } = within(bytes);
  const chunks: Uint8Array[] = [];
  for await (const chunk of unpackPart(file, part, ending, signal)!) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const PACKERS: Record<string, [string, ...string[]]> = {
  xz: ['xz', '-c'],
  zst: ['zstd', '-c'],
  bz2: ['bzip2', '-c'],
  lzma: ['xz', '--format=lzma', '-c'],
};

describe('unpackPart', () => {
  it('a part that is not packed is what it is', async () => {
    expect((await unpacked(TEXT, '')).equals(TEXT)).toBe(true);
  });

  it('of gzip', async () => {
    expect((await unpacked(gzipSync(TEXT), 'gz')).equals(TEXT)).toBe(true);
  });

  it.each(
    Object.entries(PACKERS).filter(([, [program]]) => available(program, hasProgram(program))),
  )('of %s', async (ending, [program, ...args]) => {
    const packed = output(program, args, { input: TEXT });
    expect((await unpacked(packed, ending)).equals(TEXT)).toBe(true);
  });

  it.each(['', 'gz', 'xz', 'rar'])(
    'an empty part is nothing, however it is packed: %j',
    async (ending) => {
      expect(await unpacked(Buffer.alloc(0), ending)).toEqual(Buffer.alloc(0));
    },
  );

  it.each(['rar', 'GZ', 'toString'])('knows no ending such as %s', (ending) => {
    const { file, part } = within(TEXT);
    expect(unpackPart(file, part, ending, signal)).toBeUndefined();
  });

  it.each(['gz', 'xz'])('fails where it is cut off: %s', async (ending) => {
    const packed = ending === 'gz' ? gzipSync(TEXT) : output('xz', ['-c'], { input: TEXT });
    await expect(unpacked(packed.subarray(0, -9), ending)).rejects.toThrow();
  });

  it.each(['', 'gz', 'xz'])('fails where the file is not there: %j', async (ending) => {
    const chunks = unpackPart('/no/file', { offset: 0, size: 9 }, ending, signal)!;
    await expect(chunks[Symbol.asyncIterator]().next()).rejects.toThrow('/no/file');
  });
});
