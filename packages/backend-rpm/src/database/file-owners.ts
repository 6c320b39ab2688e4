import {
  type BytePath,
  baseName,
  type Host,
  joinPath,
  parentPath,
  systemErrorCode,
} from '@supermin/core';
import type { InstalledPackage } from './installed-package.ts';

/**
 * Finds the packages that own a file.
 *
 * The path may lead through other directories than the package's list says: `/bin/sh` and `/usr/bin/sh` are one file where
 * `/bin` is a link. Two directories are the same when the host says that they have one inode.
 */
export class FileOwners {
  readonly #directories = new Map<BytePath, string>();
  readonly #owners = new Map<BytePath, readonly InstalledPackage[]>();

  constructor(
    private readonly host: Host,
    private readonly packages: readonly InstalledPackage[],
  ) {}

  /** In the order of the packages. The last component is not followed: a link's owner is whoever owns the link. */
  of(path: BytePath): readonly InstalledPackage[] {
    let owners = this.#owners.get(path);
    if (owners === undefined) {
      owners = this.#find(plainPath(path));
      this.#owners.set(path, owners);
    }
    return owners;
  }

  #find(path: BytePath): InstalledPackage[] {
    const name = baseName(path);
    const candidates = this.packages.filter(({ record }) => record.mayOwn(name));
    const exact = candidates.filter((each) => lists(each, name, (listed) => listed === path));
    if (exact.length > 0) return exact;
    const isSame = (listed: BytePath) => this.#isSame(listed, path);
    return candidates.filter((each) => lists(each, name, isSame));
  }

  #isSame(a: BytePath, b: BytePath): boolean {
    return a === b || this.#directory(parentPath(a)) === this.#directory(parentPath(b));
  }

  /** Equal for two paths of one directory; of one that is not there, or not for us, the path itself. */
  #directory(path: BytePath): string {
    let identity = this.#directories.get(path);
    if (identity === undefined) {
      identity = this.#inode(path) ?? path;
      this.#directories.set(path, identity);
    }
    return identity;
  }

  #inode(path: BytePath): string | undefined {
    try {
      const status = this.host.stat(path);
      return status && `${status.dev}:${status.ino}`;
    } catch (error) {
      if (systemErrorCode(error) === 'EACCES') return undefined;
      throw error;
    }
  }
}

/** Whether a package has a file of that name in a directory that makes it the wanted one. */
function lists(
  { record }: InstalledPackage,
  name: string,
  isWanted: (path: BytePath) => boolean,
): boolean {
  const { baseNames, directories, directoryIndexes } = record.files;
  for (let at = baseNames.indexOf(name); at >= 0; at = baseNames.indexOf(name, at + 1)) {
    if (isWanted(directories[directoryIndexes[at]!]! + name)) return true;
  }
  return false;
}

/** Without empty and `.` components; `..` is left to the host, because a link may stand before it. */
function plainPath(path: BytePath): BytePath {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return joinPath('/', parts.join('/'));
}
