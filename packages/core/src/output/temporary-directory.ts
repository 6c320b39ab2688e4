import { lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import { type BytePath, displayPath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { isDeadTag, ownerTag } from './owner-tag.ts';
import { removeTree } from './remove-tree.ts';

/**
 * Makes a private directory below `parent` for the time that `work` takes. What killed processes left there is
 * cleared on the way.
 *
 * @throws SuperminError `TMPDIR_RELATIVE`, `TMPDIR_DENIED`
 */
export async function withTemporaryDirectory<T>(
  parent: BytePath,
  work: (directory: BytePath) => Promise<T>,
): Promise<T> {
  const directory = makeTemporaryDirectory(parent);
  try {
    return await work(directory);
  } finally {
    removeTree(directory);
  }
}

function makeTemporaryDirectory(parent: BytePath): BytePath {
  if (!parent.startsWith('/')) {
    throw new SuperminError(
      'TMPDIR_RELATIVE',
      `TMPDIR is a relative path: '${displayPath(parent)}'`,
      {
        hint: 'set it to an absolute path, or unset it for /var/tmp',
      },
    );
  }
  clearDead(parent);
  const directory = joinPath(parent, ownerTag());
  try {
    mkdirSync(toSystemPath(directory), { mode: 0o700 });
  } catch (error) {
    throw new SuperminError(
      'TMPDIR_DENIED',
      `can't make a directory in ${displayPath(parent)} (${systemErrorCode(error)})`,
      { hint: 'set TMPDIR to a directory that you may write to', cause: error },
    );
  }
  return directory;
}

function clearDead(parent: BytePath): void {
  let names: string[] = [];
  try {
    names = readdirSync(toSystemPath(parent), { encoding: 'latin1' });
  } catch {
    // The attempt to make a directory there says what is wrong.
  }
  for (const name of names) {
    if (!name.startsWith('supermin-')) continue;
    const path = joinPath(parent, name);
    try {
      const { mtimeMs, uid } = lstatSync(toSystemPath(path));
      const dead = isDeadTag(name, (Date.now() - mtimeMs) / 1000);
      if (dead && uid === process.getuid?.()) removeTree(path);
    } catch {
      // Another run clears it at the same time.
    }
  }
}
