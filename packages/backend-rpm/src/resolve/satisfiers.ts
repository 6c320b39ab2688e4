import type { FileOwners } from '@supermin/core/backend';
import type { InstalledPackage } from '../database/installed-package.ts';
import type { PackageIndex } from '../database/package-index.ts';
import type { Dependency } from '../format/package-record.ts';
import { Sense } from '../format/tags.ts';

/** Which installed packages satisfy a plain dependency: by what they provide, and for a path by their files. */
export class Satisfiers {
  /** Most requirements (`libc.so.6`, `/bin/sh`) are those of many packages. */
  readonly #known = new Map<string, readonly InstalledPackage[]>();

  constructor(
    readonly index: PackageIndex,
    readonly owners: FileOwners<InstalledPackage>,
  ) {}

  of(dependency: Dependency): readonly InstalledPackage[] {
    const { name, flags, version } = dependency;
    const key = `${name}\0${flags & Sense.mask}\0${version}`;
    let found = this.#known.get(key);
    if (found === undefined) {
      found = this.#find(dependency);
      this.#known.set(key, found);
    }
    return found;
  }

  #find(dependency: Dependency): readonly InstalledPackage[] {
    const providers = this.index.providers(dependency);
    if (!dependency.name.startsWith('/')) return providers;
    return [...new Set([...providers, ...this.owners.of(dependency.name)])];
  }
}

/** `rpmlib(FileDigests)`: what the rpm that installed the package had to be able to do. Nothing to copy. */
export function isFeatureOfRpm({ name, flags }: Dependency): boolean {
  return (flags & Sense.rpmlib) !== 0 || name.startsWith('rpmlib(');
}
