import { posix } from 'node:path';
import {
  absolutePath,
  type BytePath,
  displayPath,
  realPath,
  SuperminError,
  systemErrorCode,
} from '@supermin/core';
import { UsageError } from '../arguments/usage-error.ts';

/** A directory of the host that the VM sees. */
export interface Share {
  directory: BytePath;
  mount: BytePath;
  readOnly: boolean;
}

/**
 * Parses `DIR[:MOUNT][:ro|:rw]`. In names, `\\:` is a colon and `\\\\` a backslash.
 *
 * @throws UsageError
 * @throws SuperminError `SHARE`: no such directory
 */
export function parseShare(text: string): Share {
  const parts = partsOf(text);
  const mode = parts.length > 1 && /^r[ow]$/.test(parts.at(-1)!) ? parts.pop() : undefined;
  const [given = '', mount, ...more] = parts;
  if (given === '' || mount?.startsWith('/') === false || more.length > 0) {
    throw new UsageError(`option '--share' needs DIR[:MOUNT][:ro|:rw], not '${text}'`, {
      command: 'run',
      hint: "MOUNT is an absolute path in the VM; a ':' in a name is written '\\:'",
    });
  }
  return {
    directory: realDirectory(given),
    mount: mount ?? pathHere(given),
    readOnly: mode === 'ro',
  };
}

/** The same directory has one name here and in the VM: a relative one means that below the current directory. */
export function pathHere(path: BytePath): BytePath {
  return posix.resolve(absolutePath(path));
}

/** Split at colons without a backslash before them. */
function partsOf(text: string): string[] {
  const parts = [''];
  for (const [piece] of text.matchAll(/\\[:\\]|./gs)) {
    if (piece === ':') parts.push('');
    else parts[parts.length - 1] += piece.length > 1 ? piece.slice(1) : piece;
  }
  return parts;
}

function realDirectory(directory: BytePath): BytePath {
  try {
    return realPath(directory);
  } catch (error) {
    const code = systemErrorCode(error);
    const why = code === 'ENOENT' ? 'no such directory to share' : `cannot be shared (${code})`;
    throw new SuperminError('SHARE', `${displayPath(directory)}: ${why}`, { cause: error });
  }
}
