import { lstatSync, readdirSync } from 'node:fs';
import { attempt } from '../errors/attempt.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { isDeadTag } from './owner-tag.ts';
import { removeTree } from './remove-tree.ts';

/**
 * Clears what dead processes of this user left in `directory` under names of `prefix` + owner tag. Not what others
 * left, even as root: they could change it under our hands while it is removed.
 */
export function sweep(directory: BytePath, prefix = ''): void {
  // Where it cannot be read, whoever writes there will say so better.
  const names = attempt(() => readdirSync(toSystemPath(directory), { encoding: 'latin1' })) ?? [];
  for (const name of names) {
    if (!name.startsWith(`${prefix}supermin-`)) continue;
    const path = joinPath(directory, name);
    try {
      const { mtimeMs, uid } = lstatSync(toSystemPath(path));
      const age = (Date.now() - mtimeMs) / 1000;
      if (uid === process.getuid?.() && isDeadTag(name.slice(prefix.length), age)) removeTree(path);
    } catch {
      // Another run clears it at the same time, or something is mounted there.
    }
  }
}
