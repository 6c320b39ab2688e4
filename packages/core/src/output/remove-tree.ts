import { chmodSync, lstatSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { attempt } from '../errors/attempt.ts';
import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { realPath } from '../path/real-path.ts';
import { refuseMountsBelow } from './mounts.ts';

const OWNER_ALL = 0o700;

/**
 * Removes a directory with all that is in it, or a single file; nothing happens if it is not there.
 *
 * What another process removes meanwhile is gone as well. Unlike `fs.rm`: directories without write permission (a chroot holds some) are opened first, and another
 * filesystem that is mounted inside is never entered.
 *
 * @throws SuperminError `OUTPUT_MOUNT`, before anything is removed
 */
export function removeTree(path: BytePath): void {
  const stats = lstatSync(toSystemPath(path), { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory()) attempt(() => unlinkSync(toSystemPath(path)), 'ENOENT');
  else attempt(() => removeWhole(path, stats.dev), 'ENOENT');
}

function removeWhole(path: BytePath, device: number): void {
  refuseMountsBelow(realPath(path));
  removeDirectory(path, device);
}

function removeDirectory(path: BytePath, device: number): void {
  const { dev, mode } = lstatSync(toSystemPath(path));
  // Where the kernel's list of mounts cannot be read.
  if (dev !== device) {
    throw new SuperminError('OUTPUT_MOUNT', `${displayPath(path)} is a mounted filesystem`);
  }
  if ((mode & OWNER_ALL) !== OWNER_ALL) chmodSync(toSystemPath(path), (mode & 0o777) | OWNER_ALL);
  const options = { withFileTypes: true, encoding: 'buffer' } as const;
  for (const entry of readdirSync(toSystemPath(path), options)) {
    const child = joinPath(path, entry.name.toString('latin1'));
    const remove = entry.isDirectory()
      ? () => removeDirectory(child, device)
      : () => unlinkSync(toSystemPath(child));
    attempt(remove, 'ENOENT');
  }
  rmdirSync(toSystemPath(path));
}
