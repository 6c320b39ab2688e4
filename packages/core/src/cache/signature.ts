import { lstatSync, statSync } from 'node:fs';
import type { FileStatus, Host } from '../host/host.ts';
import { fileStatus } from '../host/local-host.ts';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';

/**
 * What is remembered of a file to see that it is still the same: time of change, size and inode number. A file that
 * is not there, or may not be looked at, has the signature `-`: its appearance counts as a change.
 */
export type Signature = string;

export const NOT_THERE: Signature = '-';

/** Of a path as `open` takes it. Follows links. */
export function signatureOf(path: BytePath): Signature {
  return signature(() => fileStatus(statSync(toSystemPath(path))));
}

/** Of an output: its times are its reader's business (libguestfs sets them to now). */
export function outputSignatureOf(path: BytePath): Signature {
  return signature(() => fileStatus(lstatSync(toSystemPath(path))), false);
}

/** Is the output that has this signature still there, whatever its size? A directory's depends on what is in it. */
export function isSameInode(path: BytePath, before: Signature): boolean {
  const inode = (signature: Signature) => signature.split(':').at(-1);
  return before !== NOT_THERE && inode(outputSignatureOf(path)) === inode(before);
}

/** Of a path of the host. Follows links. */
export function hostSignatureOf(host: Host, path: BytePath): Signature {
  return signature(() => host.stat(path));
}

/** Of a link itself, not of what it leads to. */
export function hostLinkSignatureOf(host: Host, path: BytePath): Signature {
  return signature(() => host.lstat(path));
}

function signature(read: () => FileStatus | undefined, timed = true): Signature {
  try {
    const status = read();
    if (status === undefined) return NOT_THERE;
    const { mtime, size, ino } = status;
    return timed ? `${mtime}:${size}:${ino}` : `${size}:${ino}`;
  } catch {
    return NOT_THERE;
  }
}
