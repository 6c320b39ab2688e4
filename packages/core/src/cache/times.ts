import { lstatSync, statSync } from 'node:fs';
import type { FileStatus, Host } from '../host/host.ts';
import { fileStatus } from '../host/local-host.ts';
import { type BytePath, displayPath, toSystemPath } from '../path/byte-path.ts';

/** When a file was last changed, in seconds since the epoch. */
export interface Timed {
  path: BytePath;
  time: number;
}

/** Of what is there: a source that is gone is no reason to build. Links are followed. */
export function sourceTimes(paths: readonly BytePath[], wanted = isAny): Timed[] {
  return timed(paths, wanted, (path) => {
    const stats = statSync(toSystemPath(path), { throwIfNoEntry: false });
    return stats && fileStatus(stats);
  });
}

/** Of the kernel's files. Its directories change with what has nothing to do with it, an initrd in /boot for example. */
export function fileTimes(paths: readonly BytePath[]): Timed[] {
  return sourceTimes(paths, ({ type }) => type === 'file');
}

/** Of hostfiles; of a link itself, as it is copied. */
export function hostTimes(host: Host, paths: readonly BytePath[]): Timed[] {
  return timed(paths, isAny, (path) => host.lstat(path));
}

/**
 * Of outputs; of a link itself: to a kernel it is made by the build, and the kernel is not. A file that has other names is left
 * out: it was not made for this output alone, and may be older (the modules image).
 */
export function outputTimes(paths: readonly BytePath[]): Timed[] {
  const isNew = ({ type, nlink }: FileStatus) => type !== 'file' || nlink === 1;
  return timed(paths, isNew, (path) => fileStatus(lstatSync(toSystemPath(path))));
}

/**
 * supermin 5's rule: all that was made is younger than all that it was made from.
 *
 * @returns the reason why it does not hold
 */
export function brokenOrder(made: readonly Timed[], sources: readonly Timed[]): string | undefined {
  const oldest = made.reduce((a, b) => (b.time < a.time ? b : a));
  const newer = sources.find(({ time }) => time >= oldest.time);
  return newer && `${displayPath(newer.path)} is not older than ${displayPath(oldest.path)}`;
}

function timed(
  paths: readonly BytePath[],
  wanted: (status: FileStatus) => boolean,
  read: (path: BytePath) => FileStatus | undefined,
): Timed[] {
  return paths.flatMap((path) => {
    const status = read(path);
    return status === undefined || !wanted(status) ? [] : [{ path, time: status.mtime }];
  });
}

function isAny(_: FileStatus): boolean {
  return true;
}
