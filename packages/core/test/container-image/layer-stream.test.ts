import { gzipSync } from 'node:zlib';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { PackedLayer } from '../../src/container-image/container-image.ts';
import { layerStream } from '../../src/container-image/layer-stream.ts';
import { Allowance } from '../../src/layers/allowance.ts';
import { textOf } from '../support/image-files.ts';
import { sha256Of } from '../support/images.ts';

const TEXT = 'what is in a layer '.repeat(1000);
const HAS_ZSTD = available('layers that are compressed by zstd', hasProgram('zstd'));

interface Read extends Partial<PackedLayer> {
  /** Bytes of each chunk. */
  chunk?: number;
  limit?: number;
  signal?: AbortSignal;
}

/** The layer that lies there as these bytes, as text. */
function read(packed: Buffer, { chunk = 1000, limit = 1e6, signal, ...more }: Read = {}) {
  const own = {
    ...{ diffId: sha256Of(Buffer.from(TEXT)), digest: sha256Of(packed), size: packed.length },
    async *open() {
      for (let at = 0; at < packed.length; at += chunk) yield packed.subarray(at, at + chunk);
    },
  };
  const options = { name: 'x', allowance: new Allowance(limit) };
  const signalled = signal ?? new AbortController().signal;
  return textOf(layerStream({ ...own, ...more }, { ...options, signal: signalled }));
}

const plain = Buffer.from(TEXT);
const gzip = gzipSync(TEXT);
const zstd = () => output('zstd', ['-c'], { input: plain });
const damaged = (why: string) => ({ code: 'IMAGE_DAMAGED', message: `x: ${why}` });

describe('the archive of a layer', () => {
  it.each([1, 5, 6, 7, 100_000])(
    'is recognized by its first bytes, in chunks of %i',
    async (chunk) => {
      for (const packed of [plain, gzip]) expect(await read(packed, { chunk })).toBe(TEXT);
    },
  );

  it.runIf(HAS_ZSTD)('may be compressed by zstd', async () => {
    expect(await read(zstd())).toBe(TEXT);
  });

  it.runIf(HAS_ZSTD)('needs zstd for that, and says what to install', async () => {
    const packed = zstd();
    vi.stubEnv('PATH', scratchDirectory());
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(read(packed)).rejects.toMatchObject({
      code: 'PROGRAM_MISSING',
      hint: expect.stringContaining('install zstd'),
    });
  });

  it('may be shorter than what tells a compression, and empty', async () => {
    for (const text of ['ab', '']) {
      const bytes = Buffer.from(text);
      expect(await read(bytes, { diffId: sha256Of(bytes) })).toBe(text);
    }
  });

  it('may be compressed by nothing else', async () => {
    await expect(read(Buffer.from('\xfd7zXZ\0...', 'latin1'))).rejects.toMatchObject({
      code: 'IMAGE_UNSUPPORTED',
      message: 'x: it is compressed with xz',
    });
  });

  it('is of the size and of the digests that it should have', async () => {
    for (const packed of [plain, gzip]) {
      await expect(read(packed, { size: 7 })).rejects.toMatchObject(
        damaged(`it has ${packed.length} bytes, not 7`),
      );
      await expect(read(packed, { digest: 'a' })).rejects.toMatchObject(
        damaged('sha256:a is not what its digest says'),
      );
      await expect(read(packed, { diffId: 'a' })).rejects.toMatchObject(
        damaged('it is not what the configuration says'),
      );
      // Nobody told, as in archives of docker save.
      expect(await read(packed, { digest: undefined })).toBe(TEXT);
    }
  });

  it('counts with what zlib leaves behind its last member', async () => {
    const padded = Buffer.concat([gzip, Buffer.alloc(2 << 20)]);
    expect(await read(padded, { chunk: 1 << 16 })).toBe(TEXT);
    await expect(read(padded, { chunk: 1 << 16, digest: sha256Of(gzip) })).rejects.toMatchObject({
      message: expect.stringContaining('not what its digest says'),
    });
  });

  it('is damaged when its compression is', async () => {
    await expect(read(gzip.subarray(0, -20))).rejects.toMatchObject(
      damaged('the gzip data is truncated or corrupt'),
    );
    if (!HAS_ZSTD) return;
    await expect(read(zstd().subarray(0, -5))).rejects.toMatchObject(
      damaged('the zstd data is truncated or corrupt'),
    );
  });

  it('unpacks to no more than there may be', async () => {
    expect(await read(gzip, { limit: TEXT.length })).toBe(TEXT);
    for (const packed of [plain, gzip]) {
      await expect(read(packed, { limit: TEXT.length - 1 })).rejects.toMatchObject({
        code: 'LAYER_SIZE',
        message: expect.stringMatching(/^x: /),
      });
    }
  });

  it('that cannot be read is not said to be damaged', async () => {
    for (const packed of [plain, gzip, ...(HAS_ZSTD ? [zstd()] : [])]) {
      for (const code of ['EIO', 'Z_DATA_ERROR']) {
        const problem = Object.assign(new Error('read'), { code });
        async function* open() {
          yield packed.subarray(0, 30);
          throw problem;
        }
        await expect(read(packed, { open })).rejects.toBe(problem);
      }
    }
  });

  it('is not read on when nobody wants it any more, and always closed', async () => {
    for (const packed of [plain, gzip]) {
      const stop = new AbortController();
      let closed = 0;
      async function* open() {
        try {
          yield packed.subarray(0, 60);
          stop.abort(new Error('enough'));
          yield packed.subarray(60);
        } finally {
          closed++;
        }
      }
      await expect(read(packed, { open, signal: stop.signal })).rejects.toThrow('enough');
      expect(closed).toBe(1);
      const layer = { diffId: '', digest: undefined, size: 0, open };
      const { signal } = new AbortController();
      const options = { name: 'x', allowance: new Allowance(1e6), signal };
      for await (const _ of layerStream(layer, options)) break;
      expect(closed).toBe(2);
    }
  });
});
