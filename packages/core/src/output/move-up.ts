import { chmodSync, lstatSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { systemErrorCode } from '../errors/supermin-error.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { isWorkName } from './owner-tag.ts';
import { removeTree } from './remove-tree.ts';

const OWNER_ALL = 0o700;

/**
 * Puts what is in `from` into the existing directory `to` in the place of everything that is there: each file takes
 * the place of its predecessor at one stroke, what has no successor goes last. `from` goes, too.
 *
 * @param keepOthers what has no successor stays
 */
export function moveUp(from: BytePath, to: BytePath, keepOthers = false): void {
  const made = new Set(names(from));
  for (const name of made) replace(joinPath(from, name), joinPath(to, name));
  rmdirSync(toSystemPath(from));
  if (keepOthers) return;
  for (const name of names(to)) {
    // Another build may go on inside of `to`; what a dead one left is cleared by the next sweep.
    if (!made.has(name) && !isWorkName(name)) removeTree(joinPath(to, name));
  }
}

function names(directory: BytePath): BytePath[] {
  return readdirSync(toSystemPath(directory), { encoding: 'latin1' });
}

function replace(source: BytePath, target: BytePath): void {
  const { mode } = lstatSync(toSystemPath(source));
  const old = lstatSync(toSystemPath(target), { throwIfNoEntry: false });
  // rename(2) replaces files by files, and directories only if they are empty.
  if (old?.isDirectory() || (old && isDirectory(source))) removeTree(target);
  try {
    renameSync(toSystemPath(source), toSystemPath(target));
  } catch (error) {
    if (systemErrorCode(error) !== 'EACCES' || !isDirectory(source)) throw error;
    // To move a directory is to write its `..`: an ordinary user may not if it is 0555.
    chmodSync(toSystemPath(source), (mode & 0o7777) | OWNER_ALL);
    renameSync(toSystemPath(source), toSystemPath(target));
    chmodSync(toSystemPath(target), mode & 0o7777);
  }
}

function isDirectory(path: BytePath): boolean {
  return lstatSync(toSystemPath(path)).isDirectory();
}
