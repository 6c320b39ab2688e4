import type { InspectedImage } from '@supermin/core';
import type { Disk } from './disk.ts';
import { Qcow2Disk } from './qcow2-disk.ts';
import { RawDisk } from './raw-disk.ts';

/** @throws SuperminError `EXT2_UNREADABLE`, `EXT2_DAMAGED`, `EXT2_FEATURES` */
export function openDisk(image: InspectedImage): Disk {
  const raw = new RawDisk(image);
  try {
    return Qcow2Disk.open(raw) ?? raw;
  } catch (error) {
    raw.close();
    throw error;
  }
}
