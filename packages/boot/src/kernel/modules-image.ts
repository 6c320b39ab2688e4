import type { BytePath } from '@supermin/core';
import { type Content, readContent } from '@supermin/core/writer';
import { isVersion } from './image-version.ts';

/**
 * All modules of one kernel in one ext2 image, which needs no unpacking: mounted at `/lib/modules/VERSION` it is what the
 * directory would be. The superblock tells whose it is (Linux, Documentation/filesystems/ext4/super.rst):
 *
 *     0x438  u16       0xef53
 *     0x468  16 bytes  UUID, by which the guest finds it
 *     0x488  64 bytes  where it was last mounted: /lib/modules/VERSION
 */
export interface ModulesImage {
  /** As `blkid` spells it. */
  uuid: string;
  version: string;
}

const SUPERBLOCK = 0x400;
const MAGIC = 0x38;
const UUID = 0x68;
const MOUNTED = 0x88;
const MOUNTED_LENGTH = 64;
const SIZE = 0x100;

/** Where a kernel looks for its modules. */
export function modulesDirectory(version: string): BytePath {
  return `/lib/modules/${version}`;
}

/** @returns undefined for what is no modules image */
export function readModulesImage(image: Content): ModulesImage | undefined {
  const superblock = readContent(image, SUPERBLOCK, SIZE);
  if (superblock.length !== SIZE) return undefined;
  if (superblock.readUInt16LE(MAGIC) !== 0xef53) return undefined;
  const mounted = superblock.toString('latin1', MOUNTED, MOUNTED + MOUNTED_LENGTH).split('\0')[0]!;
  const version = /^\/lib\/modules\/(.*)$/s.exec(mounted)?.[1] ?? '';
  if (!isVersion(version)) return undefined;
  const hex = superblock.toString('hex', UUID, UUID + 16);
  return { uuid: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), version };
}
