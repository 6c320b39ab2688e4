import { lstatSync, type Stats, statSync } from 'node:fs';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';

/**
 * What is remembered of a file to see that it is still the same: time of change, size and inode number. A file that
 * is not there has the signature `-`, so its appearance counts as a change.
 */
export type Signature = string;

/** Follows links. */
export function signatureOf(path: BytePath): Signature {
  return describe(() => statSync(toSystemPath(path), { throwIfNoEntry: false }));
}

/** Of a link itself, not of what it leads to. */
export function linkSignatureOf(path: BytePath): Signature {
  return describe(() => lstatSync(toSystemPath(path), { throwIfNoEntry: false }));
}

/** Of an output: its times are its reader's business (libguestfs sets them to now). */
export function outputSignatureOf(path: BytePath): Signature {
  const stats = lstatSync(toSystemPath(path), { throwIfNoEntry: false });
  return stats === undefined ? '-' : `${stats.size}:${stats.ino}`;
}

function describe(read: () => Stats | undefined): Signature {
  try {
    const stats = read();
    return stats === undefined ? '-' : `${stats.mtimeMs}:${stats.size}:${stats.ino}`;
  } catch {
    return '-';
  }
}
