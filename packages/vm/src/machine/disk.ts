import { accessSync, constants, statSync } from 'node:fs';
import { absolutePath, type BytePath, systemErrorCode, toSystemPath } from '@supermin/core';
import { diskUnusable } from '../errors/session.ts';
import type { VmDisk } from '../qemu/disks.ts';

/** A disk image for the guest. What the guest writes is kept in it. */
export interface Disk {
  /** A raw image, or one in qcow2 if its name ends in `.qcow2`: content could be made to look like either by the guest. */
  file: BytePath;
  /** Default: false. */
  readOnly?: boolean;
}

/** @throws SuperminError `DISK_UNUSABLE` */
export function resolveDisk({ file, readOnly = false }: Disk): VmDisk {
  try {
    accessSync(toSystemPath(file), constants.R_OK | (readOnly ? 0 : constants.W_OK));
  } catch (error) {
    const code = systemErrorCode(error);
    throw diskUnusable(file, code === 'ENOENT' ? 'no such file' : `it cannot be opened (${code})`);
  }
  const stats = statSync(toSystemPath(file));
  if (stats.isDirectory()) throw diskUnusable(file, 'it is a directory');
  const format = file.endsWith('.qcow2') ? 'qcow2' : 'raw';
  return { file: absolutePath(file), format, readOnly, isDevice: stats.isBlockDevice() };
}
