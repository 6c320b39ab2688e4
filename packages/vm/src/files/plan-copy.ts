import { lstatSync, readdirSync, readlinkSync, type Stats, statSync } from 'node:fs';
import {
  type BytePath,
  compareBytes,
  joinPath,
  systemErrorCode,
  toSystemPath,
} from '@supermin/core';
import type { NewcEntry } from '@supermin/newc';
import type { FileProblem } from './file-problem.ts';

/** One thing to copy into a VM. */
export interface CopyItem {
  path: BytePath;
  entry: NewcEntry;
  /** Of a symbolic link. */
  target?: Buffer;
  /** What the file was when this was planned. */
  planned?: FileState;
}

/** What tells that a file is the same and has not been written to. */
export type FileState = Pick<Stats, 'dev' | 'ino' | 'size' | 'mtimeMs'>;

export interface CopyPlan {
  items: readonly CopyItem[];
  /** What an archive cannot hold, or this user cannot look at. */
  problems: readonly FileProblem[];
}

const LARGEST = 2 ** 32 - 1;

/** All of a file or a directory of this machine. Names begin with `./`, and the top, links to which are followed, is `.`. */
export function planCopy(source: BytePath, owners: boolean): CopyPlan {
  const items: (CopyItem & { key: string | undefined })[] = [];
  const problems: FileProblem[] = [];
  const visit = (path: BytePath, name: string, isTop: boolean): void => {
    try {
      const stats = isTop ? statSync(toSystemPath(path)) : lstatSync(toSystemPath(path));
      if (stats.isFile() && stats.size > LARGEST) problems.push({ path, code: 'EFBIG' });
      const item = itemOf(path, name, stats, owners);
      if (item === undefined) return; // a socket: nobody would listen to it there
      items.push({ ...item, key: linkKey(stats) });
      if (!stats.isDirectory()) return;
      for (const child of readdirSync(toSystemPath(path), 'latin1').sort(compareBytes)) {
        visit(joinPath(path, child), `${name}/${child}`, false);
      }
    } catch (error) {
      problems.push({ path, code: systemErrorCode(error) ?? 'EIO' });
    }
  };
  visit(source, '.', true);
  countLinks(items);
  return { items, problems };
}

function itemOf(path: BytePath, name: string, stats: Stats, owners: boolean): CopyItem | undefined {
  const type = typeOf(stats);
  if (type === undefined) return undefined;
  // A setuid program of this user must not become one of root in the VM.
  const mode = stats.mode & (owners ? 0o7777 : 0o777);
  const entry: NewcEntry = { name, type, mode, mtime: stats.mtimeMs / 1000 };
  if (owners) {
    entry.uid = stats.uid;
    entry.gid = stats.gid;
  }
  if (type === 'character' || type === 'block') {
    entry.rdevMajor = ((stats.rdev >> 8) & 0xfff) >>> 0;
    entry.rdevMinor = ((stats.rdev & 0xff) | ((stats.rdev >> 12) & 0xfff00)) >>> 0;
  }
  if (type === 'file') {
    const { dev, ino, size, mtimeMs } = stats;
    return { path, entry: { ...entry, size }, planned: { dev, ino, size, mtimeMs } };
  }
  if (type !== 'symlink') return { path, entry };
  const target = readlinkSync(toSystemPath(path), 'buffer');
  return { path, entry: { ...entry, size: target.length }, target };
}

function typeOf(stats: Stats): NewcEntry['type'] | undefined {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isFIFO()) return 'fifo';
  if (stats.isCharacterDevice()) return 'character';
  return stats.isBlockDevice() ? 'block' : undefined;
}

function linkKey(stats: Stats): string | undefined {
  return stats.nlink > 1 && stats.isFile() ? `${stats.dev}:${stats.ino}` : undefined;
}

/** Names of one file that are elsewhere do not count. */
function countLinks(items: readonly (CopyItem & { key: string | undefined })[]): void {
  const counts = new Map<string, number>();
  for (const { key } of items) {
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const { key, entry } of items) {
    const count = key === undefined ? 1 : counts.get(key)!;
    if (count > 1) entry.hardLink = { key, count };
  }
}
