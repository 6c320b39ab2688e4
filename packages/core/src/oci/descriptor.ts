import { sha256 } from '../text/sha256.ts';
import type { Platform } from './platform.ts';

/** A blob by what it is, its digest and its size: image-spec, descriptor.md. */
export interface Descriptor {
  mediaType: string;
  /** `sha256:` and 64 hexadecimal digits. */
  digest: string;
  /** Bytes. */
  size: number;
  platform?: Platform;
  annotations?: Readonly<Record<string, string>>;
  artifactType?: string;
}

/** image-spec, manifest.md. */
export interface ImageManifest {
  schemaVersion: 2;
  mediaType?: string;
  artifactType?: string;
  config: Descriptor;
  layers: Descriptor[];
  annotations?: Readonly<Record<string, string>>;
}

/** image-spec, image-index.md. */
export interface ImageIndex {
  schemaVersion: 2;
  mediaType?: string;
  manifests: Descriptor[];
  annotations?: Readonly<Record<string, string>>;
}

const SHA256 = /^sha256:([0-9a-f]{64})$/;

/** The hexadecimal digits of a SHA-256 digest; undefined for what is none, and so no part of a path either. */
export function sha256Digits(digest: unknown): string | undefined {
  return typeof digest === 'string' ? SHA256.exec(digest)?.[1] : undefined;
}

export function sha256Digest(bytes: Uint8Array): string {
  return `sha256:${sha256(bytes)}`;
}

/** Whether it has the three properties that every descriptor has, and they make sense. */
export function isDescriptor(value: unknown): value is Descriptor {
  if (typeof value !== 'object' || value === null) return false;
  const { mediaType, digest, size } = value as Partial<Descriptor>;
  return (
    typeof mediaType === 'string' &&
    sha256Digits(digest) !== undefined &&
    Number.isSafeInteger(size) &&
    size! >= 0
  );
}
