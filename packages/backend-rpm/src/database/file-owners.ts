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
  #byBaseName: ReadonlyMap<string, readonly number[]> | undefined;

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
    const candidates = this.#candidates().get(name) ?? [];
    const exact = candidates.filter((number) => this.#lists(number, name, (p) => p === path));
    const found =
      exact.length > 0
        ? exact
        : candidates.filter((number) =>
            this.#lists(number, name, (listed) => this.#isSame(listed, path)),
          );
    return found.map((number) => this.packages[number]!);
  }

  #lists(number: number, name: string, isWanted: (path: BytePath) => boolean): boolean {
    const { baseNames, directories, directoryIndexes } = this.packages[number]!.record.files;
    for (let at = baseNames.indexOf(name); at >= 0; at = baseNames.indexOf(name, at + 1)) {
      if (isWanted(directories[directoryIndexes[at]!]! + name)) return true;
    }
    return false;
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

  /** The numbers of the packages that have a file of a name. Made when the first file is asked for. */
  #candidates(): ReadonlyMap<string, readonly number[]> {
    if (this.#byBaseName !== undefined) return this.#byBaseName;
    const byBaseName = new Map<string, number[]>();
    for (const [number, { record }] of this.packages.entries()) {
      for (const name of record.files.baseNames) {
        const numbers = byBaseName.get(name);
        if (numbers === undefined) byBaseName.set(name, [number]);
        else if (numbers[numbers.length - 1] !== number) numbers.push(number);
      }
    }
    this.#byBaseName = byBaseName;
    return byBaseName;
  }
}

/** Without empty and `.` components; `..` is left to the host, because a link may stand before it. */
function plainPath(path: BytePath): BytePath {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return joinPath('/', parts.join('/'));
}
