import { closeSync, openSync } from 'node:fs';
import { type BytePath, type InspectedImage, toSystemPath } from '@supermin/core';
import { type Content, contentOffset, readContent } from '@supermin/core/writer';
import { damaged, unreadable } from '../errors.ts';
import type { Disk } from './disk.ts';

/** An image whose bytes are those of the disk. */
export class RawDisk implements Disk {
  readonly name: BytePath;
  readonly size: number;
  readonly #content: Content;
  /** The same, opened: a path would be for each read. */
  readonly #opened: Content;
  readonly #fd: number | undefined;

  /** @throws SuperminError `EXT2_UNREADABLE` */
  constructor({ name, content, size }: InspectedImage) {
    this.name = name;
    this.size = size;
    this.#content = content;
    const isFile = content.kind === 'path' || content.kind === 'part';
    this.#fd = isFile ? openFile(content.path) : undefined;
    this.#opened =
      this.#fd === undefined
        ? content
        : { kind: 'descriptor', fd: this.#fd, offset: contentOffset(content) };
  }

  read(offset: number, length: number): Buffer {
    // Before anything of that size is made.
    if (!(offset + length <= this.size)) {
      throw damaged(this.name, `it ends before byte ${offset + length}`);
    }
    const bytes = readContent(this.#opened, offset, length);
    if (bytes.length < length) throw damaged(this.name, 'it has become shorter');
    return bytes;
  }

  contentAt(offset: number): Content {
    const content = this.#content;
    const start = contentOffset(content) + offset;
    switch (content.kind) {
      case 'bytes':
        return { kind: 'bytes', bytes: content.bytes.subarray(offset) };
      case 'descriptor':
        return { kind: 'descriptor', fd: content.fd, offset: start };
      default:
        return { kind: 'part', path: content.path, offset: start };
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
  }
}

function openFile(path: BytePath): number {
  try {
    return openSync(toSystemPath(path), 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
}
