import { ftruncateSync, writeSync } from 'node:fs';
import type { Pacer } from '@supermin/core';
import { type FileNode, WRITE_BUFFER_SIZE } from '@supermin/core/writer';
import type { ContentReader } from './content-reader.ts';

/** What holes are made of. */
const BLOCK = 4096;

const ZEROS = Buffer.alloc(WRITE_BUFFER_SIZE);

/** Copies the bytes of files, one after the other, through one buffer. */
export class ContentCopier {
  readonly #buffer = Buffer.allocUnsafeSlow(WRITE_BUFFER_SIZE);

  constructor(private readonly pacer: Pacer) {}

  /**
   * Copies a file's bytes into the empty file `fd`. Of a sparse file blocks of zeros become holes, where nobody has said where
   * they are: Node.js cannot ask the kernel.
   */
  async copy(
    reader: ContentReader,
    { size, sparse = false, dataRanges = Float64Array.of(0, size) }: FileNode,
    fd: number,
  ): Promise<void> {
    // The end may be a hole; and behind the end of a file that grows XFS reserves space, and may keep it reserved.
    if (sparse) ftruncateSync(fd, size);
    for (let range = 0; range < dataRanges.length; range += 2) {
      const end = dataRanges[range + 1]!;
      for (let offset = dataRanges[range]!; offset < end; offset += WRITE_BUFFER_SIZE) {
        const length = Math.min(WRITE_BUFFER_SIZE, end - offset);
        reader.read(this.#buffer, length, offset);
        if (sparse) this.#writeData(fd, length, offset);
        else this.#write(fd, 0, length, offset);
        if (this.pacer.due()) await this.pacer.rest();
      }
    }
  }

  /** Writes the buffer's runs of blocks that are not all zeros. */
  #writeData(fd: number, length: number, position: number): void {
    if (this.#isZero(0, length)) return;
    let start = 0;
    for (let at = 0; at < length; at += BLOCK) {
      const end = Math.min(at + BLOCK, length);
      if (!this.#isZero(at, end)) continue;
      this.#write(fd, start, at, position);
      start = end;
    }
    this.#write(fd, start, length, position);
  }

  #isZero(start: number, end: number): boolean {
    return this.#buffer.compare(ZEROS, 0, end - start, start, end) === 0;
  }

  /** @param position of the buffer's first byte */
  #write(fd: number, start: number, end: number, position: number): void {
    const buffer = this.#buffer;
    for (let at = start; at < end; ) at += writeSync(fd, buffer, at, end - at, position + at);
  }
}
