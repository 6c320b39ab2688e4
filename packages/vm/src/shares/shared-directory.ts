import { posix } from 'node:path';
import { absolutePath, attempt, type BytePath, realPath, systemErrorCode } from '@supermin/core';
import { shareMissing } from '../errors/shares.ts';
import { type Share, shareWith } from './shares.ts';

/** A directory of this machine to share, as it is asked for. */
export interface SharedDirectory {
  /** A relative one is below the current directory. */
  directory: BytePath;
  /** Where it is seen in the VM: absolute. Default: where it is here. */
  mount?: BytePath | undefined;
  /** Default: false. */
  readOnly?: boolean;
}

/** @throws SuperminError `SHARE`: no such directory */
export function resolveShare({ directory, mount, readOnly = false }: SharedDirectory): Share {
  return { directory: realDirectory(directory), mount: mount ?? pathHere(directory), readOnly };
}

/**
 * The directory in the VM that is meant by one: a relative one is of this machine, and is where a share has it; or, where no share
 * does, at the same path.
 *
 * @param path undefined: the current directory where a share has it, else `/`
 */
export function directoryInVm(
  path: BytePath | undefined,
  shares: readonly Pick<Share, 'directory' | 'mount'>[],
): BytePath {
  if (path?.startsWith('/')) return path;
  // Nothing is below a current directory that was removed.
  const here = path === undefined ? attempt(() => pathHere('.')) : pathHere(path);
  if (here === undefined) return '/';
  const share = shareWith(here, shares);
  if (share === undefined) return path === undefined ? '/' : here;
  return posix.join(share.mount, here.slice(share.directory.length));
}

/** A share is mounted where it lies here unless it is said where. */
function pathHere(path: BytePath): BytePath {
  return posix.resolve(absolutePath(path));
}

function realDirectory(directory: BytePath): BytePath {
  try {
    return realPath(directory);
  } catch (error) {
    const code = systemErrorCode(error);
    const why = code === 'ENOENT' ? 'no such directory to share' : `cannot be shared (${code})`;
    throw shareMissing(directory, why, error);
  }
}
