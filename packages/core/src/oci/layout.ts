import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
} from 'node:fs';
import { writeAll } from '../copy/write-buffer.ts';
import { systemErrorCode } from '../errors/supermin-error.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { streamContent } from '../tree/content.ts';
import {
  type Descriptor,
  type ImageIndex,
  isDescriptor,
  sha256Digest,
  sha256Digits,
} from './descriptor.ts';
import { badDescriptor, blobDamaged, blobTooLarge, notALayout } from './errors.ts';
import { MEDIA_TYPES } from './media-types.ts';

/** Manifests, indexes and configurations: registries take 4 MB of them. */
export const DOCUMENT_LIMIT = 4 << 20;

const VERSION = '{"imageLayoutVersion":"1.0.0"}';

/** A blob is no link, and neither a device nor a pipe, whose opening would wait. */
const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * An OCI image layout, image-spec image-layout.md:
 *
 *     oci-layout             its version
 *     index.json             images by tag
 *     blobs/sha256/e3b0...   manifests, configurations, layers
 */
export class ImageLayout {
  #temporary = 0;

  /** One that is there, or that `create` made. Reads nothing. */
  constructor(readonly directory: BytePath) {}

  /** Makes one in a directory that is there and empty. */
  static create(directory: BytePath): ImageLayout {
    for (const name of ['blobs', 'blobs/sha256']) {
      mkdirSync(toSystemPath(joinPath(directory, name)));
    }
    writeNew(joinPath(directory, 'oci-layout'), Buffer.from(VERSION));
    return new ImageLayout(directory);
  }

  /** Where a blob is. @throws SuperminError `OCI_LAYOUT` for what is no SHA-256 digest */
  blobPath(digest: string): BytePath {
    const digits = sha256Digits(digest);
    if (digits === undefined) throw badDescriptor(this.directory, JSON.stringify(digest));
    return joinPath(this.directory, `blobs/sha256/${digits}`);
  }

  putBytes(mediaType: string, bytes: Uint8Array): Descriptor {
    const digest = sha256Digest(bytes);
    const temporary = this.#temporaryPath();
    writeNew(temporary, bytes);
    this.#name(temporary, digest);
    return { mediaType, digest, size: bytes.length };
  }

  /** As JSON, its properties in their order. */
  putJson(mediaType: string, value: unknown): Descriptor {
    return this.putBytes(mediaType, Buffer.from(JSON.stringify(value)));
  }

  /** The same for bytes that come one after the other. What was written stays, under no blob's name, if `chunks` throws. */
  async putStream(mediaType: string, chunks: AsyncIterable<Uint8Array>): Promise<Descriptor> {
    const temporary = this.#temporaryPath();
    const fd = openSync(toSystemPath(temporary), 'wx');
    const hash = createHash('sha256');
    let size = 0;
    try {
      for await (const chunk of chunks) {
        hash.update(chunk);
        writeAll(fd, chunk, chunk.length, size);
        size += chunk.length;
      }
    } finally {
      closeSync(fd);
    }
    const digest = `sha256:${hash.digest('hex')}`;
    this.#name(temporary, digest);
    return { mediaType, digest, size };
  }

  /**
   * The bytes of a blob, of its size and digest.
   *
   * @param limit in bytes
   * @throws SuperminError `OCI_BLOB`, `OCI_LAYOUT`; system errors
   */
  readBlob({ digest, size }: Descriptor, limit = DOCUMENT_LIMIT): Buffer {
    const file = this.blobPath(digest);
    if (size > limit) throw blobTooLarge(file, limit);
    const bytes = readLimited(file, limit);
    if (bytes.length !== size) throw blobDamaged(file, `${bytes.length} bytes, not ${size}`);
    if (sha256Digest(bytes) !== digest) throw blobDamaged(file, 'not what its digest says');
    return bytes;
  }

  /**
   * The bytes of a blob however large, of its size; whether they are what its digest says is for the caller to see.
   *
   * @throws SuperminError `OCI_BLOB`, `OCI_LAYOUT`; the signal's reason; system errors
   */
  async *streamBlob({ digest, size }: Descriptor, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const file = this.blobPath(digest);
    const opened = openFile(file);
    try {
      if (opened.size !== size) throw blobDamaged(file, `${opened.size} bytes, not ${size}`);
      const content = { kind: 'descriptor', fd: opened.fd, offset: 0 } as const;
      for await (const chunk of streamContent(content, size)) {
        signal.throwIfAborted();
        yield chunk;
      }
    } finally {
      closeSync(opened.fd);
    }
  }

  /** A blob that is JSON. @throws SuperminError `OCI_BLOB`, also for what is no JSON; `OCI_LAYOUT`; system errors */
  readJson(descriptor: Descriptor): unknown {
    const bytes = this.readBlob(descriptor);
    try {
      return JSON.parse(bytes.toString('utf8'));
    } catch {
      throw blobDamaged(this.blobPath(descriptor.digest), 'it is not JSON');
    }
  }

  /** @throws SuperminError `OCI_LAYOUT`; system errors other than that a file is missing */
  readIndex(): ImageIndex {
    const index = this.#readOwn('index.json') as ImageIndex | null;
    const version = this.#readOwn('oci-layout') as { imageLayoutVersion?: unknown } | null;
    if (!/^1\./.test(String(version?.imageLayoutVersion))) {
      throw notALayout(this.directory, 'oci-layout has no version 1');
    }
    if (!Array.isArray(index?.manifests)) throw notALayout(this.directory, 'its index is no index');
    const bad = index.manifests.findIndex((each) => !isDescriptor(each));
    if (bad >= 0) throw badDescriptor(this.directory, `manifest ${bad + 1} of its index`);
    return index;
  }

  /** Last: the layout is complete with it. */
  writeIndex(manifests: readonly Descriptor[]): void {
    const index = { schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests };
    const temporary = this.#temporaryPath();
    writeNew(temporary, Buffer.from(JSON.stringify(index)));
    renameSync(toSystemPath(temporary), toSystemPath(joinPath(this.directory, 'index.json')));
  }

  #readOwn(name: string): unknown {
    try {
      const text = readLimited(joinPath(this.directory, name), DOCUMENT_LIMIT).toString('utf8');
      return JSON.parse(text);
    } catch (error) {
      if (error instanceof SyntaxError) throw notALayout(this.directory, `${name} is not JSON`);
      if (systemErrorCode(error) !== 'ENOENT') throw error;
      throw notALayout(this.directory, `there is no ${name}`);
    }
  }

  /** Beside the blobs, of no blob's name. */
  #temporaryPath(): BytePath {
    return joinPath(this.directory, `blobs/.new-${process.pid}-${this.#temporary++}`);
  }

  #name(temporary: BytePath, digest: string): void {
    renameSync(toSystemPath(temporary), toSystemPath(this.blobPath(digest)));
  }
}

function writeNew(path: BytePath, bytes: Uint8Array): void {
  const fd = openSync(toSystemPath(path), 'wx');
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    writeAll(fd, buffer, bytes.length, 0);
  } finally {
    closeSync(fd);
  }
}

/** @throws SuperminError `OCI_BLOB` for more than `limit` bytes, or what is no file */
function readLimited(path: BytePath, limit: number): Buffer {
  const { fd, size } = openFile(path);
  try {
    if (size > limit) throw blobTooLarge(path, limit);
    const bytes = Buffer.alloc(size);
    let done = 0;
    for (let count = -1; count !== 0 && done < bytes.length; done += count) {
      count = readSync(fd, bytes, done, bytes.length - done, done);
    }
    return bytes.subarray(0, done);
  } finally {
    closeSync(fd);
  }
}

/** @throws SuperminError `OCI_BLOB` for what is no file */
function openFile(path: BytePath): { fd: number; size: number } {
  const fd = openWithoutLinks(path);
  const status = fstatSync(fd);
  if (status.isFile()) return { fd, size: status.size };
  closeSync(fd);
  throw blobDamaged(path, 'it is not a file');
}

function openWithoutLinks(path: BytePath): number {
  try {
    return openSync(toSystemPath(path), READ_FLAGS);
  } catch (error) {
    throw systemErrorCode(error) === 'ELOOP' ? blobDamaged(path, 'it is a link') : error;
  }
}
