import { existsSync, readdirSync, statSync } from 'node:fs';
import { readExtSuperblock } from '@supermin/boot';
import { type BytePath, joinPath, realPath, toSystemPath } from '@supermin/core';
import { applianceFileMissing, applianceFileTruncated } from '../errors/appliance.ts';
import type { ShareMount } from '../shares/shares.ts';

/** The files of a full appliance, as `build -f ext2` makes them. */
export interface Appliance {
  kernel: BytePath;
  /** A mini initrd whose `/init` is this version's guest init. */
  initrd: BytePath;
  /** The image of the root. It is only read: several VMs may use it at once. Absent: all is in the initrd. */
  root?: BytePath;
  /** In place of `root`: a directory of this machine. */
  rootShare?: ShareMount;
  /** The modules image, if the modules are not in `root`. It is only read. */
  modules?: BytePath;
  /** `/lib/modules/VERSION` of the kernel on the host: tells how directories can be shared. */
  modulesDirectory?: BytePath;
}

const FILES = ['kernel', 'initrd', 'root'];

/** Whether a directory holds a small appliance, as `prepare` makes them: it has something else than the files of a full one. */
export function isSmallAppliance(directory: BytePath): boolean {
  if (!exists(directory)) return false;
  const names = readdirSync(toSystemPath(directory), 'latin1');
  return names.length > 0 && !names.some((name) => FILES.includes(name));
}

/**
 * The files of the full appliance in a directory.
 *
 * @throws SuperminError `APPLIANCE_MISSING`, `APPLIANCE_DAMAGED` for an image that is truncated
 */
export function applianceFiles(directory: BytePath): Appliance {
  const missing = FILES.find((name) => !exists(joinPath(directory, name)));
  if (missing !== undefined) throw applianceFileMissing(directory, missing);
  const real = realPath(directory);
  const [root, modules] = [joinPath(real, 'root'), joinPath(real, 'modules')];
  for (const image of [root, modules]) refuseTruncated(image);
  return {
    kernel: joinPath(real, 'kernel'),
    initrd: joinPath(real, 'initrd'),
    root,
    // Appliances that were built with all their modules inside have none.
    ...(exists(modules) ? { modules } : {}),
  };
}

/** The guest, which cannot mount such an image, would not know its name on this machine. */
function refuseTruncated(image: BytePath): void {
  const status = statSync(toSystemPath(image), { throwIfNoEntry: false });
  if (!status?.isFile()) return;
  const { size = 0 } = readExtSuperblock({ kind: 'path', path: image }) ?? {};
  if (status.size < size) throw applianceFileTruncated(image, status.size, size);
}

function exists(path: BytePath): boolean {
  return existsSync(toSystemPath(path));
}
