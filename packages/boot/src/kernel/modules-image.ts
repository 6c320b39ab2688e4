import type { BytePath } from '@supermin/core';
import type { Content } from '@supermin/core/writer';
import { readExtSuperblock } from './ext-superblock.ts';
import { isVersion } from './image-version.ts';

/**
 * All modules of one kernel in one ext2 image, which needs no unpacking: mounted at `/lib/modules/VERSION` it is what the
 * directory would be. Its superblock tells whose it is: that is where it was last mounted.
 */
export interface ModulesImage {
  /** As `blkid` spells it; by this the guest finds it. */
  uuid: string;
  version: string;
}

/** Where a kernel looks for its modules. */
export function modulesDirectory(version: string): BytePath {
  return `/lib/modules/${version}`;
}

/** @returns undefined for what is no modules image */
export function readModulesImage(image: Content): ModulesImage | undefined {
  const superblock = readExtSuperblock(image);
  if (superblock === undefined) return undefined;
  const { uuid, lastMounted } = superblock;
  const version = /^\/lib\/modules\/(.*)$/s.exec(lastMounted)?.[1] ?? '';
  return isVersion(version) ? { uuid, version } : undefined;
}
