import type { Host } from '../host/host.ts';
import { type BytePath, baseName, parentPath } from '../path/byte-path.ts';
import type { Package } from '../plugin/contract.ts';
import { permitted } from './permitted.ts';

/** A package that has a file, and the path that its file list has for it. */
export interface Owner<P extends Package> {
  package: P;
  path: BytePath;
}

/**
 * Finds the packages that own a file.
 *
 * The path may lead through other directories than the package's list says: `/bin/sh` and `/usr/bin/sh` are one file where
 * `/bin` is a link. Two directories are the same when the host says that they have one inode.
 */
export class FileOwners<P extends Package> {
  readonly #directories = new Map<BytePath, string>();
  readonly #known = new Map<BytePath, readonly Owner<P>[]>();

  /** @param pathsNamed the paths in the package's list whose last component is `name`, absolute, without a final slash */
  constructor(
    private readonly host: Host,
    private readonly packages: readonly P[],
    private readonly pathsNamed: (found: P, name: string) => Iterable<BytePath>,
  ) {}

  /**
   * In the order of the packages. The last component is not followed: a link's owner is whoever owns the link. Packages that
   * list the very path come alone; only without them those that list it by another directory.
   */
  of(path: BytePath): P[] {
    const plain = plainPath(path);
    const owners = this.sameFile(plain);
    const exact = owners.filter((owner) => owner.path === plain);
    return [...new Set((exact.length > 0 ? exact : owners).map((owner) => owner.package))];
  }

  /** Every entry of every list that is this file, by whatever directory. */
  sameFile(path: BytePath): readonly Owner<P>[] {
    const plain = plainPath(path);
    let owners = this.#known.get(plain);
    if (owners === undefined) {
      owners = this.#find(plain);
      this.#known.set(plain, owners);
    }
    return owners;
  }

  isSame(a: BytePath, b: BytePath): boolean {
    if (a === b) return true;
    if (baseName(a) !== baseName(b)) return false;
    return this.#directory(parentPath(a)) === this.#directory(parentPath(b));
  }

  #find(path: BytePath): Owner<P>[] {
    const name = baseName(path);
    const owners: Owner<P>[] = [];
    for (const found of this.packages) {
      for (const listed of this.pathsNamed(found, name)) {
        if (this.isSame(listed, path)) owners.push({ package: found, path: listed });
      }
    }
    return owners;
  }

  /** Equal for two paths of one directory; of one that does not exist, or that the user may not look at, the path itself. */
  #directory(path: BytePath): string {
    let identity = this.#directories.get(path);
    if (identity === undefined) {
      const status = permitted(() => this.host.stat(path));
      identity = status === undefined ? path : `${status.dev}:${status.ino}`;
      this.#directories.set(path, identity);
    }
    return identity;
  }
}

/** Without empty and `.` components; `..` is left to the host, because a link may stand before it. */
function plainPath(path: BytePath): BytePath {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return `/${parts.join('/')}`;
}
