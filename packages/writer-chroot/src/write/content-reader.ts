import { closeSync } from 'node:fs';
import type { BytePath } from '@supermin/core';
import { contentName, type FileNode, openSource, readPiece, sourceOf } from '@supermin/core/writer';
import { SOURCE_FAILURES } from '../errors.ts';

const NO_FILE = -1;

/** The bytes of one file, wherever they come from. */
export class ContentReader {
  private constructor(
    private readonly node: FileNode,
    /** Undefined for bytes in memory. */
    readonly fd: number | undefined,
  ) {}

  /**
   * Undefined if this user may not read the file.
   *
   * @throws SuperminError `CHROOT_SOURCE_CHANGED` if it is gone
   */
  static open(node: FileNode): ContentReader | undefined {
    const { content } = node;
    const path = sourceOf(content);
    if (path === undefined) {
      return new ContentReader(node, content.kind === 'descriptor' ? content.fd : undefined);
    }
    const fd = openSource(path, SOURCE_FAILURES);
    return fd === undefined ? undefined : new ContentReader(node, fd);
  }

  /**
   * Reads `length` bytes from `offset` on into the start of `target`.
   *
   * @throws SuperminError `CHROOT_SOURCE_CHANGED` if the file has become too short
   */
  read(target: Buffer, length: number, offset: number): void {
    const { content, size } = this.node;
    const count = readPiece(content, this.fd ?? NO_FILE, { target, at: 0, length, offset });
    if (count < length) throw SOURCE_FAILURES.shrank(nameOf(this.node), size, offset + count);
  }

  close(): void {
    if (sourceOf(this.node.content) !== undefined) closeSync(this.fd!);
  }
}

export function nameOf({ content }: FileNode): BytePath {
  return contentName(content);
}
