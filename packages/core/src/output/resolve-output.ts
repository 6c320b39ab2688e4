import { lstatSync, type Stats, statSync } from 'node:fs';
import { attempt } from '../errors/attempt.ts';
import { SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import {
  type BytePath,
  baseName,
  displayPath,
  joinPath,
  parentPath,
  toSystemPath,
} from '../path/byte-path.ts';
import { realPath } from '../path/real-path.ts';

/**
 * The real path of the output: a link to a directory stays a link, and `dir/` is `dir`.
 *
 * @throws SuperminError `OUTPUT_PARENT`, `OUTPUT_NOT_DIRECTORY`, `OUTPUT_DENIED` (`/`: everything in it would go)
 */
export function resolveOutput(output: BytePath): BytePath {
  const trimmed = output.replace(/(?<=.)\/+$/, '');
  const stats = look(trimmed, output);
  // Another build may be just about to put its output in this place.
  const existing = stats?.isDirectory() ? attempt(() => realPath(trimmed), 'ENOENT') : undefined;
  const final = existing ?? newPath(trimmed, output, stats?.isDirectory() ? undefined : stats);
  if (final !== '/') return final;
  throw new SuperminError('OUTPUT_DENIED', 'the output directory is /', {
    hint: 'choose another one with -o: its previous contents are removed',
  });
}

function newPath(trimmed: BytePath, output: BytePath, stats: Stats | undefined): BytePath {
  // A link that leads nowhere, or it would have been followed.
  const isLink = () => attempt(() => lstatSync(toSystemPath(trimmed)))?.isSymbolicLink();
  if (trimmed === '' || stats !== undefined || isLink()) {
    throw new SuperminError('OUTPUT_NOT_DIRECTORY', `'${displayPath(output)}' is not a directory`, {
      hint: 'choose another output directory with -o, or remove it',
    });
  }
  const parent = parentPath(trimmed);
  try {
    if (statSync(toSystemPath(parent)).isDirectory()) {
      return joinPath(realPath(parent), baseName(trimmed));
    }
  } catch (error) {
    throw noParent(output, parent, error);
  }
  throw noParent(output, parent);
}

/** @param cause why it cannot be found; none of what is no directory */
function noParent(output: BytePath, parent: BytePath, cause?: unknown): SuperminError {
  const shown = displayPath(parent);
  const [why, hint] =
    cause === undefined
      ? [', which is no directory', 'choose another output directory with -o']
      : ['', `make the directory ${shown} first`];
  const text = `${displayPath(output)}: cannot be made in ${shown}${why}`;
  return new SuperminError('OUTPUT_PARENT', text, { hint, cause });
}

function look(path: BytePath, output: BytePath): Stats | undefined {
  try {
    return statSync(toSystemPath(path), { throwIfNoEntry: false });
  } catch (error) {
    // A file on the way: the attempt to make it there says so.
    if (systemErrorCode(error) === 'ENOTDIR') return undefined;
    const text = `${displayPath(output)}: cannot be looked at (${systemErrorCode(error)})`;
    throw new SuperminError('OUTPUT_DENIED', text, {
      hint: 'choose another output directory with -o',
      cause: error,
    });
  }
}
