import { mkdirSync } from 'node:fs';
import { SuperminError } from '../errors/supermin-error.ts';
import { reasonOf } from '../errors/write-failure.ts';
import { type BytePath, displayPath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { ownerTag } from './owner-tag.ts';
import { removeTree } from './remove-tree.ts';
import { sweep } from './sweep.ts';

/** Where temporary files of any size go if nobody says otherwise. */
export const DEFAULT_TEMPORARY_DIRECTORY = '/var/tmp';

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
    try {
      removeTree(directory);
    } catch {
      // What `work` says matters more. The next run clears it.
    }
  }
}

/** @throws SuperminError `TMPDIR_RELATIVE` */
export function refuseRelative(parent: BytePath): void {
  if (parent.startsWith('/')) return;
  const text = `TMPDIR is a relative path: '${displayPath(parent)}'`;
  throw new SuperminError('TMPDIR_RELATIVE', text, {
    hint: 'set it to an absolute path, or unset it for /var/tmp',
  });
}

/**
 * Makes a private directory below `parent`, for the caller to remove. What killed processes left there is cleared on the way.
 *
 * @throws SuperminError `TMPDIR_RELATIVE`, `TMPDIR_DENIED`
 */
export function makeTemporaryDirectory(parent: BytePath): BytePath {
  refuseRelative(parent);
  sweep(parent);
  const directory = joinPath(parent, ownerTag());
  try {
    mkdirSync(toSystemPath(directory), { mode: 0o700 });
  } catch (error) {
    throw new SuperminError(
      'TMPDIR_DENIED',
      `cannot make a directory in ${displayPath(parent)} (${reasonOf(error)})`,
      { hint: 'set TMPDIR to a directory that you may write to, with room enough', cause: error },
    );
  }
  return directory;
}
