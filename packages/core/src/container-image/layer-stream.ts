import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { compressionOfHead, HEAD_BYTES } from '../appliance/compression.ts';
import { gunzip } from '../archive/gzip.ts';
import { isSuperminError } from '../errors/supermin-error.ts';
import type { Allowance } from '../layers/allowance.ts';
import { pipeProgram } from '../process/pipe.ts';
import type { PackedLayer } from './container-image.ts';
import { imageDamaged, imageUnsupported } from './errors.ts';

/** Taken at a time; each chunk is also a way to zlib's thread and back. */
const CHUNK = 1 << 18;

export interface LayerStreamOptions {
  /** The layer, for messages. */
  name: string;
  /** What layers may decompress to. */
  allowance: Allowance;
  signal: AbortSignal;
}

/**
 * The archive of a layer, decompressed: as it is, from gzip or from zstd, whatever its media type says. All of it has to be read: only
 * at its end it is known whether it is what its digests say.
 *
 * @throws SuperminError `IMAGE_DAMAGED`, `IMAGE_UNSUPPORTED`, `LAYER_SIZE`, `PROGRAM_MISSING`; system errors; the signal's reason
 */
export async function* layerStream(
  layer: PackedLayer,
  { name, allowance, signal }: LayerStreamOptions,
): AsyncGenerator<Buffer> {
  const packed = new HashedChunks(layer.open());
  const hash = createHash('sha256');
  try {
    for await (const chunk of decompressed(packed, { name, signal })) {
      signal.throwIfAborted();
      allowance.spend(chunk.length, name);
      hash.update(chunk);
      yield chunk;
    }
    await packed.drain();
  } finally {
    await packed.close();
  }
  if (packed.size !== layer.size) {
    throw imageDamaged(name, `it has ${packed.size} bytes, not ${layer.size}`);
  }
  if (layer.digest !== undefined && packed.digest() !== layer.digest) {
    throw imageDamaged(name, `sha256:${layer.digest} is not what its digest says`);
  }
  if (hash.digest('hex') !== layer.diffId) {
    throw imageDamaged(name, `it is not what the configuration says`);
  }
}

interface Unpacking {
  name: string;
  signal: AbortSignal;
}

async function* decompressed(
  packed: HashedChunks,
  { name, signal }: Unpacking,
): AsyncGenerator<Buffer> {
  const compression = compressionOfHead(await packed.head());
  try {
    if (compression === 'none') yield* packed;
    else if (compression === 'gzip') yield* gunzip(readableOf(packed));
    else if (compression === 'zstd') {
      yield* pipeProgram('zstd', ['-dc'], { input: packed, signal, package: 'zstd' });
    } else throw imageUnsupported(name, `it is compressed with ${compression}`);
  } catch (error) {
    signal.throwIfAborted();
    if (isSuperminError(error) && error.code !== 'PROGRAM_FAILED') throw error;
    if (packed.failed || !isOfFormat(error)) throw error;
    throw imageDamaged(name, `the ${compression} data is truncated or corrupt`);
  }
}

/** zlib's, or a program's. */
function isOfFormat(error: unknown): boolean {
  return isSuperminError(error) || String((error as { code?: unknown }).code).startsWith('Z_');
}

function readableOf(packed: AsyncIterable<Buffer>): Readable {
  return Readable.from(packed, { objectMode: false, highWaterMark: 2 * CHUNK });
}

/** Chunks that are hashed as they go by; whoever takes them may stop before the end. */
class HashedChunks {
  size = 0;
  failed = false;
  readonly #hash = createHash('sha256');
  readonly #chunks: AsyncIterator<Buffer>;
  #first: Buffer | undefined;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** As many first bytes as tell the compression. */
  async head(): Promise<Buffer> {
    let head: Buffer = Buffer.alloc(0);
    while (head.length < HEAD_BYTES) {
      const chunk = await this.#take();
      if (chunk === undefined) break;
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    }
    this.#first = head;
    return head;
  }

  /** What zlib leaves behind the last member. */
  async drain(): Promise<void> {
    while ((await this.#take()) !== undefined);
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  digest(): string {
    return this.#hash.digest('hex');
  }

  /** Ending the loop early does not end what the chunks come from. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    if (this.#first !== undefined && this.#first.length > 0) yield this.#first;
    for (let chunk = await this.#take(); chunk !== undefined; chunk = await this.#take()) {
      yield chunk;
    }
  }

  async #take(): Promise<Buffer | undefined> {
    try {
      const { value, done } = await this.#chunks.next();
      if (done) return undefined;
      this.#hash.update(value);
      this.size += value.length;
      return value;
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }
}
