import { existsSync, readdirSync } from 'node:fs';
import { type BytePath, joinPath, realPath, toSystemPath } from '@supermin/core';
import { applianceFileMissing } from '../errors/appliance.ts';
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
 * @throws SuperminError `APPLIANCE_MISSING`
 */
export function applianceFiles(directory: BytePath): Appliance {
  const missing = FILES.find((name) => !exists(joinPath(directory, name)));
  if (missing !== undefined) throw applianceFileMissing(directory, missing);
  const real = realPath(directory);
  const modules = joinPath(real, 'modules');
  return {
    kernel: joinPath(real, 'kernel'),
    initrd: joinPath(real, 'initrd'),
    root: joinPath(real, 'root'),
    // Appliances that were built with all their modules inside have none.
    ...(exists(modules) ? { modules } : {}),
  };
}

function exists(path: BytePath): boolean {
  return existsSync(toSystemPath(path));
}
