import { type BigIntStats, statSync } from 'node:fs';
import { type BytePath, toSystemPath } from '@supermin/core';

/**
 * By which a file is known to be the same, and unchanged: device, inode, size, and the times of the last change of its content and of
 * its inode in nanoseconds. Whoever writes to it changes the last one, which nobody can set.
 */
export type FileIdentity = string;

/** Of a path, through links. Throws the system's error. */
export function fileIdentity(path: BytePath): FileIdentity {
  return identityOf(statSync(toSystemPath(path), { bigint: true }));
}

export function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): FileIdentity {
  return [dev, ino, size, mtimeNs, ctimeNs].join(':');
}
