import type { BytePath, InspectedImage } from '@supermin/core';
import type { Disk } from './disk/disk.ts';
import { openDisk } from './disk/open-disk.ts';
import { MapBudget } from './map-budget.ts';
import type { FoundSuperblock } from './read-superblock.ts';
import { readSuperblock, SUPERBLOCK_SIZE } from './read-superblock.ts';

/** A filesystem that is open for reading; what is read of it is not trusted. */
export class ImageFile {
  /** For the maps of all that is in it. */
  readonly budget: MapBudget;

  private constructor(
    readonly disk: Disk,
    readonly superblock: FoundSuperblock,
  ) {
    this.budget = new MapBudget(superblock.blocks);
  }

  /**
   * @returns undefined for a disk that has no such filesystem
   * @throws SuperminError `EXT2_UNREADABLE`, `EXT2_DAMAGED`, `EXT2_FEATURES`
   */
  static open(image: InspectedImage): ImageFile | undefined {
    const disk = openDisk(image);
    try {
      const superblock = superblockOf(disk);
      if (superblock !== undefined) return new ImageFile(disk, superblock);
    } catch (error) {
      disk.close();
      throw error;
    }
    disk.close();
    return undefined;
  }

  /** For messages. */
  get path(): BytePath {
    return this.disk.name;
  }

  /** @throws SuperminError `EXT2_DAMAGED` where the image ends before */
  read(offset: number, length: number): Buffer {
    return this.disk.read(offset, length);
  }

  block(number: number): Buffer {
    const { blockSize } = this.superblock;
    return this.read(number * blockSize, blockSize);
  }

  close(): void {
    this.disk.close();
  }
}

function superblockOf(disk: Disk): FoundSuperblock | undefined {
  if (disk.size < 2 * SUPERBLOCK_SIZE) return undefined;
  return readSuperblock(disk.read(SUPERBLOCK_SIZE, SUPERBLOCK_SIZE));
}
