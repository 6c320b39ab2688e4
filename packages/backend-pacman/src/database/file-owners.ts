import {
  type BytePath,
  baseName,
  type Host,
  joinPath,
  parentPath,
  systemErrorCode,
} from '@supermin/core';
import type { FileLists } from './file-lists.ts';
import type { InstalledPackage } from './installed-package.ts';

/**
 * Finds the packages that own a file.
 *
 * The path may lead through other directories than the package's list says: `/bin/sh` and `/usr/bin/sh` are one file where
 * `/bin` is a link. Two directories are the same when the host says that they have one inode.
 */
export class FileOwners {
  readonly #directories = new Map<BytePath, string>();

  constructor(
    private readonly host: Host,
    private readonly packages: readonly InstalledPackage[],
    private readonly lists: FileLists,
  ) {}

  /** In the order of the packages. The last component is not followed: a link's owner is whoever owns the link. */
  of(path: BytePath): InstalledPackage[] {
    const plain = plainPath(path);
    const name = baseName(plain);
    const candidates = this.packages.flatMap((found) => {
      const listed = this.#entriesNamed(found, name);
      return listed.length === 0 ? [] : { found, listed };
    });
    const exact = candidates.filter(({ listed }) => listed.includes(plain));
    if (exact.length > 0) return exact.map(({ found }) => found);
    const directory = this.#directory(parentPath(plain));
    return candidates
      .filter(({ listed }) =>
        listed.some((each) => this.#directory(parentPath(each)) === directory),
      )
      .map(({ found }) => found);
  }

  /** The paths of a package that end in `name`. */
  #entriesNamed(found: InstalledPackage, name: string): BytePath[] {
    const ending = `/${name}`;
    return this.lists
      .of(found)
      .entries.map((entry) => (entry.endsWith('/') ? entry.slice(0, -1) : entry))
      .filter((entry) => entry === name || entry.endsWith(ending))
      .map((entry) => `/${entry}`);
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

/** Without empty and `.` components; `..` is left to the host, because a link may stand before it. */
function plainPath(path: BytePath): BytePath {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return joinPath('/', parts.join('/'));
}
