import { type BytePath, compareBytes, type Host } from '@supermin/core';
import { FileOwners, type Owner } from '@supermin/core/backend';
import type { Diversions } from '../database/diversions.ts';
import type { FileLists } from '../database/file-lists.ts';
import type { InstalledPackage } from '../database/installed-package.ts';
import type { PackageIndex } from '../database/package-index.ts';

/** Finds the package that owns a file, diversions considered. */
export class PathOwners {
  readonly #files: FileOwners<InstalledPackage>;

  constructor(
    host: Host,
    private readonly index: PackageIndex,
    lists: FileLists,
    private readonly diversions: Diversions,
  ) {
    this.#files = new FileOwners(host, index.packages, (found, name) => lists.named(found, name));
  }

  /** Of several (a directory, a file that co-installed architectures share) the native, most needed one. */
  find(path: BytePath): InstalledPackage | undefined {
    const listed = this.#files.sameFile(path);
    const here = listed.filter(
      (each) => this.diversions.moving(each.path, each.package.name) === undefined,
    );
    const owners = [here, this.#diverted(path), listed].find((each) => each.length > 0) ?? [];
    return owners.map((each) => each.package).sort((a, b) => this.#compare(a, b))[0];
  }

  /** Those whose file was moved to this very path. */
  #diverted(path: BytePath): Owner<InstalledPackage>[] {
    return [...this.diversions]
      .filter(({ divertedTo }) => this.#files.isSame(divertedTo, path))
      .flatMap((diversion) =>
        this.#files.sameFile(diversion.path).filter((each) => each.package.name !== diversion.by),
      );
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
