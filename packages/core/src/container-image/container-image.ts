import { createHash } from 'node:crypto';
import type { ImageConfig } from './image-config.ts';

/** One archive of an image, as it lies there. */
export interface PackedLayer {
  /** SHA-256 of the decompressed archive, in hexadecimal digits: `diff_id` of the configuration. */
  diffId: string;
  /** SHA-256 of what lies there, if somebody told. */
  digest: string | undefined;
  /** Bytes of what lies there, which nobody has only claimed; 0 if it has been removed. */
  size: number;
  open(): AsyncIterable<Buffer>;
}

/** An image whose configuration has been checked, and whose layers have not been read yet. */
export interface ContainerImage {
  /** For messages. */
  name: string;
  /** SHA-256 of its configuration: layers, environment and all. */
  id: string;
  config: ImageConfig;
  /** The lowest first. */
  layers: PackedLayer[];
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
