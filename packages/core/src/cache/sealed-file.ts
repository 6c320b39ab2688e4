import { closeSync, lstatSync, openSync, readSync, utimesSync } from 'node:fs';
import zlib from 'node:zlib';
import { type BytePath, baseName, toSystemPath } from '../path/byte-path.ts';
import { isOwn } from './own-directory.ts';

/**
 * A file whose name says what it holds, by a CRC-32, and when it was written, in milliseconds:
 *
 *     6.1.0-13-amd64-1f0e....initrd.8d41c2f0-1795936092433
 *     NAME                         .CRC     -TIME
 */
const SEAL = /^(.+)\.([0-9a-f]{8})-([0-9]+)$/s;

/** Up to this many bytes a file is read each time that it is asked for. A larger one only if its time is not the one in its name. */
const SMALL = 16 * 2 ** 20;

const PORTION = 2 ** 18;

/** The name that a file which is complete has to get. Sets its time. */
export function sealedName(name: string, file: BytePath): string {
  const time = Date.now();
  utimesSync(toSystemPath(file), time / 1000, time / 1000);
  return `${name}.${checksum(file)}-${time}`;
}

/** Those of `entries` that are files of this name. */
export function sealedNames(entries: readonly string[], name: string): string[] {
  return entries.filter((entry) => entry.startsWith(`${name}.`) && SEAL.exec(entry)?.[1] === name);
}

/**
 * True if the file is this user's own, and as it was written. It then counts as used: its access time is set by hand, as few file
 * systems keep it.
 */
export function isWhole(file: BytePath): boolean {
  const [, , crc, time] = SEAL.exec(baseName(file)) ?? [];
  const stats = lstatSync(toSystemPath(file), { throwIfNoEntry: false });
  if (!stats?.isFile() || !isOwn(stats)) return false;
  const untouched = Math.round(stats.mtimeMs) === Number(time);
  if ((stats.size <= SMALL || !untouched) && checksum(file) !== crc) return false;
  utimesSync(toSystemPath(file), Date.now() / 1000, Number(time) / 1000);
  return true;
}

function checksum(file: BytePath): string {
  const fd = openSync(toSystemPath(file), 'r');
  try {
    const portion = Buffer.allocUnsafe(PORTION);
    let crc = 0;
    let length: number;
    do {
      length = readSync(fd, portion, 0, PORTION, null);
      crc = zlib.crc32(portion.subarray(0, length), crc);
    } while (length > 0);
    return crc.toString(16).padStart(8, '0');
  } finally {
    closeSync(fd);
  }
}
