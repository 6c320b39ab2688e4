import { posix } from 'node:path';
import { absolutePath, type BytePath, realPath, systemErrorCode } from '@supermin/core';
import { shareMissing } from '../errors/shares.ts';
import type { Share } from './shares.ts';

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

/** The directory in the VM that is meant by one: a relative one is where a share of it is mounted. */
export function directoryInVm(path: BytePath = '/'): BytePath {
  return path.startsWith('/') ? path : pathHere(path);
}

/** The same directory has one name here and in the VM: a relative one means that below the current directory. */
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
