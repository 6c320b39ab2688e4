import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type BytePath, toSystemPath } from '@supermin/core';
import { damaged, unreadable } from './errors.ts';
import { MapBudget } from './map-budget.ts';
import type { FoundSuperblock } from './read-superblock.ts';
import { readSuperblock, SUPERBLOCK_SIZE } from './read-superblock.ts';

/** An image that is open for reading; what is read of it is not trusted. */
export class ImageFile {
  readonly #fd: number;
  /** For the maps of all that is in it. */
  readonly budget: MapBudget;

  private constructor(
    readonly path: BytePath,
    fd: number,
    readonly superblock: FoundSuperblock,
  ) {
    this.#fd = fd;
    this.budget = new MapBudget(superblock.blocks);
  }

  /** @returns undefined for a file that is no such filesystem */
  static open(path: BytePath): ImageFile | undefined {
    const fd = openFile(path);
    const bytes = Buffer.alloc(SUPERBLOCK_SIZE);
    const count = readSync(fd, bytes, 0, bytes.length, SUPERBLOCK_SIZE);
    const superblock = readSuperblock(bytes.subarray(0, count));
    if (superblock !== undefined) return new ImageFile(path, fd, superblock);
    closeSync(fd);
    return undefined;
  }

  /** @throws SuperminError `EXT2_DAMAGED` where the image ends before */
  read(offset: number, length: number): Buffer {
    // Before anything of that size is made.
    if (!(offset + length <= fstatSync(this.#fd).size)) {
      throw damaged(this.path, `it ends before byte ${offset + length}`);
    }
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length; ) {
      const count = readSync(this.#fd, bytes, done, length - done, offset + done);
      if (count === 0) throw damaged(this.path, 'it has become shorter');
      done += count;
    }
    return bytes;
  }

  block(number: number): Buffer {
    const { blockSize } = this.superblock;
    return this.read(number * blockSize, blockSize);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

function openFile(path: BytePath): number {
  try {
    return openSync(toSystemPath(path), 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
}
