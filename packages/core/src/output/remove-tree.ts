import { chmodSync, lstatSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath, joinPath, toSystemPath } from '../path/byte-path.ts';

const OWNER_ALL = 0o700;

/**
 * Removes a directory with all that is in it, or a single file; nothing happens if it is not there.
 *
 * Unlike `fs.rm`: directories without write permission (a chroot holds some) are opened first, and another
 * filesystem that is mounted inside is never entered.
 *
 * @throws SuperminError `OUTPUT_MOUNT`
 */
export function removeTree(path: BytePath): void {
  const stats = lstatSync(toSystemPath(path), { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory()) unlinkSync(toSystemPath(path));
  else {
    open(path, stats.mode);
    refuseMounts(path, stats.dev);
    removeDirectory(path, stats.mode);
  }
}

/** Before anything is removed, so that a mount deep inside does not cost half of the tree. */
function refuseMounts(path: BytePath, device: number): void {
  for (const entry of readdirSync(toSystemPath(path), {
    withFileTypes: true,
    encoding: 'buffer',
  })) {
    if (!entry.isDirectory()) continue;
    const child = joinPath(path, entry.name.toString('latin1'));
    const { dev, mode } = lstatSync(toSystemPath(child));
    if (dev !== device) {
      throw new SuperminError('OUTPUT_MOUNT', `${displayPath(child)} is a mounted filesystem`, {
        hint: `run 'umount' on it first: the previous output is to be replaced`,
      });
    }
    open(child, mode);
    refuseMounts(child, device);
  }
}

function open(path: BytePath, mode: number): void {
  if ((mode & OWNER_ALL) !== OWNER_ALL) chmodSync(toSystemPath(path), (mode & 0o777) | OWNER_ALL);
}

function removeDirectory(path: BytePath, mode: number): void {
  open(path, mode);
  for (const entry of readdirSync(toSystemPath(path), {
    withFileTypes: true,
    encoding: 'buffer',
  })) {
    const child = joinPath(path, entry.name.toString('latin1'));
    if (entry.isDirectory()) removeDirectory(child, lstatSync(toSystemPath(child)).mode);
    else unlinkSync(toSystemPath(child));
  }
  rmdirSync(toSystemPath(path));
}
