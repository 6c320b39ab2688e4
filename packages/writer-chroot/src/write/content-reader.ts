import { closeSync, constants, openSync, readSync } from 'node:fs';
import { type BytePath, systemErrorCode, toSystemPath } from '@supermin/core';
import { contentName, contentOffset, type FileNode, sourceOf } from '@supermin/core/writer';
import { sourceShrank, sourceVanished } from '../errors.ts';

// Not blocking: a fifo that has taken a file's place would else hold us for ever.
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** The bytes of one file, wherever they come from. */
export class ContentReader {
  /** Undefined for bytes in memory. */
  readonly fd: number | undefined;
  readonly #base: number;

  private constructor(private readonly node: FileNode) {
    const { content } = node;
    const path = sourceOf(content);
    if (path !== undefined) this.fd = openSync(toSystemPath(path), FLAGS);
    else if (content.kind === 'descriptor') this.fd = content.fd;
    this.#base = contentOffset(content);
  }

  /**
   * Undefined if this user may not read the file.
   *
   * @throws SuperminError `CHROOT_SOURCE_CHANGED` if it is gone
   */
  static open(node: FileNode): ContentReader | undefined {
    try {
      return new ContentReader(node);
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === 'EACCES' || code === 'EPERM') return undefined;
      if (code === 'ENOENT' || code === 'ENOTDIR') throw sourceVanished(nameOf(node), error);
      throw error;
    }
  }

  /**
   * Reads `length` bytes from `offset` on into the start of `target`.
   *
   * @throws SuperminError `CHROOT_SOURCE_CHANGED` if the file has become too short
   */
  read(target: Buffer, length: number, offset: number): void {
    const { content, size } = this.node;
    if (content.kind === 'bytes') {
      const piece = content.bytes.subarray(offset, offset + length);
      if (piece.length < length) throw sourceShrank(nameOf(this.node), size, offset + piece.length);
      target.set(piece);
      return;
    }
    for (let done = 0; done < length; ) {
      const count = readSync(this.fd!, target, done, length - done, this.#base + offset + done);
      if (count === 0) throw sourceShrank(nameOf(this.node), size, offset + done);
      done += count;
    }
  }

  close(): void {
    if (sourceOf(this.node.content) !== undefined) closeSync(this.fd!);
  }
}

export function nameOf({ content }: FileNode): BytePath {
  return contentName(content);
}
