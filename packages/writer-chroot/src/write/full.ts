import { statfsSync } from 'node:fs';
import { type BytePath, toSystemPath } from '@supermin/core';
import type { Shortage } from '@supermin/core/writer';
import type { ChrootPlan } from '../plan/chroot-plan.ts';

const BLOCK = 4096;

/**
 * How much there would have to be, and how much there was before the writing began.
 *
 * @param before of the filesystem that holds the directory, then
 */
export function shortageOf(plan: ChrootPlan, before: FreeSpace): Shortage {
  const inodes =
    plan.directories.length + plan.files.length + plan.symlinks.length + plan.specials.length;
  // Filesystems without a fixed number of inodes say 0 of 0.
  if (before.hasInodes && before.inodes < inodes) {
    return { need: inodes, have: before.inodes, unit: 'files', what: 'the chroot' };
  }
  let need = (plan.directories.length + 1) * BLOCK;
  for (const { node } of plan.files) need += Math.ceil(node.size / BLOCK) * BLOCK;
  return { need, have: before.bytes, unit: 'bytes', what: 'the chroot' };
}

export interface FreeSpace {
  bytes: number;
  inodes: number;
  hasInodes: boolean;
}

export function freeSpace(directory: BytePath): FreeSpace {
  const { bavail, bsize, ffree, files } = statfsSync(toSystemPath(directory));
  return { bytes: bavail * bsize, inodes: ffree, hasInodes: files > 0 };
}
