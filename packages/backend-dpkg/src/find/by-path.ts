import {
  type BytePath,
  baseName,
  compareBytes,
  type Host,
  joinPath,
  parentPath,
} from '@supermin/core';
import type { Diversions } from '../database/diversions.ts';
import type { FileLists } from '../database/file-lists.ts';
import type { InstalledPackage } from '../database/installed-package.ts';
import type { PackageIndex } from '../database/package-index.ts';
import { permitted } from '../database/permitted.ts';

const MAXIMUM_LINKS = 40;

/**
 * Finds the package that owns a file.
 *
 * The path may lead through other directories than the package's list says: `/bin/sh` and `/usr/bin/sh` are one file
 * where `/bin` is a link. Two directories are the same when the host says that they have one inode.
 */
export class PathOwners {
  readonly #directories = new Map<BytePath, string>();

  constructor(
    private readonly host: Host,
    private readonly index: PackageIndex,
    private readonly lists: FileLists,
    private readonly diversions: Diversions,
  ) {}

  /**
   * Of several (a directory, a file that twins share) the native, most needed one. A link that nobody owns is followed.
   */
  find(path: BytePath): InstalledPackage | undefined {
    let current = path;
    for (let links = 0; links < MAXIMUM_LINKS; links++) {
      const owner = this.#owner(plainPath(current));
      if (owner !== undefined) return owner;
      // Nobody's file, but perhaps an alternative: /usr/bin/awk -> /etc/alternatives/awk -> /usr/bin/mawk.
      if (permitted(() => this.host.lstat(current))?.type !== 'symlink') return undefined;
      const target = this.host.readlink(current);
      current = target.startsWith('/') ? target : joinPath(parentPath(current), target);
    }
    return undefined;
  }

  #owner(path: BytePath): InstalledPackage | undefined {
    const shippers = this.#shippers(path);
    const here = shippers.filter(
      (each) => this.diversions.moving(each.path, each.package.name) === undefined,
    );
    const owners = [here, this.#diverted(path), shippers].find((each) => each.length > 0) ?? [];
    return owners.map((each) => each.package).sort((a, b) => this.#compare(a, b))[0];
  }

  /** Those whose file was moved to this very path. */
  #diverted(path: BytePath): Shipper[] {
    return [...this.diversions]
      .filter(({ divertedTo }) => this.#isSame(divertedTo, path))
      .flatMap((diversion) =>
        this.#shippers(diversion.path).filter((each) => each.package.name !== diversion.by),
      );
  }

  #shippers(path: BytePath): Shipper[] {
    const ending = `/${baseName(path)}\n`;
    const shippers: Shipper[] = [];
    for (const found of this.index.packages) {
      const text = this.lists.textToSearch(found);
      for (let at = text.indexOf(ending); at >= 0; at = text.indexOf(ending, at + 1)) {
        const listed = text.slice(text.lastIndexOf('\n', at) + 1, at + ending.length - 1);
        if (this.#isSame(listed, path)) shippers.push({ package: found, path: listed });
      }
    }
    return shippers;
  }

  #isSame(a: BytePath, b: BytePath): boolean {
    if (a === b) return true;
    return (
      baseName(a) === baseName(b) &&
      this.#directory(parentPath(a)) === this.#directory(parentPath(b))
    );
  }

  /** Equal for two paths of one directory; of one that is not there the path itself. */
  #directory(path: BytePath): string {
    let identity = this.#directories.get(path);
    if (identity === undefined) {
      const status = permitted(() => this.host.stat(path));
      identity = status === undefined ? path : `${status.dev}:${status.ino}`;
      this.#directories.set(path, identity);
    }
    return identity;
  }

  #compare(a: InstalledPackage, b: InstalledPackage): number {
    const { native } = this.index;
    return (
      Number(b.effectiveArch === native) - Number(a.effectiveArch === native) ||
      a.rank - b.rank ||
      compareBytes(a.id, b.id)
    );
  }
}

interface Shipper {
  package: InstalledPackage;
  /** As its list has it. */
  path: BytePath;
}

/** Without empty and `.` components; `..` is left to the host, because a link may stand before it. */
function plainPath(path: BytePath): BytePath {
  return `/${path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
}
