import { lstatSync, statSync } from 'node:fs';
import type { FileStatus, Host } from '../host/host.ts';
import { fileStatus } from '../host/local-host.ts';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';

/**
 * What is remembered of a file to see that it is still the same: time of change, size and inode number. A file that
 * is not there, or may not be looked at, has the state `-`: its appearance counts as a change.
 */
export type FileState = string;

export const NOT_THERE: FileState = '-';

/** Of a path as `open` takes it. Follows links. */
export function stateOf(path: BytePath): FileState {
  return state(() => fileStatus(statSync(toSystemPath(path))));
}

/** Of an output: its times are its reader's business (libguestfs sets them to now). */
export function outputStateOf(path: BytePath): FileState {
  return state(() => fileStatus(lstatSync(toSystemPath(path))), false);
}

/** Is the output that has this state still there, whatever its size? A directory's depends on what is in it. */
export function isSameInode(path: BytePath, before: FileState): boolean {
  const inode = (state: FileState) => state.split(':').at(-1);
  return before !== NOT_THERE && inode(outputStateOf(path)) === inode(before);
}

/** Of a path of the host. Follows links. */
export function hostStateOf(host: Host, path: BytePath): FileState {
  return state(() => host.stat(path));
}

/** Of a link itself, not of what it leads to. */
export function hostLinkStateOf(host: Host, path: BytePath): FileState {
  return state(() => host.lstat(path));
}

function state(read: () => FileStatus | undefined, timed = true): FileState {
  try {
    const status = read();
    if (status === undefined) return NOT_THERE;
    const { mtime, size, ino } = status;
    return timed ? `${mtime}:${size}:${ino}` : `${size}:${ino}`;
  } catch {
    return NOT_THERE;
  }
}
