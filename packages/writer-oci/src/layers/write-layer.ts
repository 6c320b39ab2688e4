import { createHash, type Hash } from 'node:crypto';
import type { WriterContext } from '@supermin/core';
import type { Descriptor, ImageLayout } from '@supermin/core/oci';
import { compressed, type FileTree, tarStream } from '@supermin/core/writer';
import type { Compression } from '../options.ts';
import { gathered } from './gathered.ts';
import { LAYER_TYPES, METHODS } from './layer-compression.ts';

/** A layer that is in the layout. */
export interface WrittenLayer {
  descriptor: Descriptor;
  /** SHA-256 of the archive before it is compressed. */
  diffId: string;
}

const PIECE = 1 << 18;

/**
 * Writes a tree as a layer: a tar archive, compressed, under its digest.
 *
 * @throws SuperminError `SOURCE_CHANGED`, and what the compressor throws; the signal's reason; system errors
 */
export async function writeLayer(
  tree: FileTree,
  layout: ImageLayout,
  compression: Compression,
  context: Pick<WriterContext, 'host' | 'signal' | 'report'>,
): Promise<WrittenLayer> {
  const hash = createHash('sha256');
  const archive = hashed(gathered(tarStream(tree, context), PIECE), hash);
  const descriptor = await layout.putStream(
    LAYER_TYPES[compression],
    compressed(archive, METHODS[compression], context),
  );
  return { descriptor, diffId: `sha256:${hash.digest('hex')}` };
}

async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}
