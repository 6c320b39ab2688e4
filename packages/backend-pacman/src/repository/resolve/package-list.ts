import { appendTo } from '@supermin/core/backend';
import type { Dependency } from '../../version/dependency.ts';
import type { SyncPackage } from './sync-package.ts';

/** Packages in the order in which they were taken, by all names that they answer to. */
export class PackageList {
  readonly #packages: SyncPackage[] = [];
  readonly #answering = new Map<string, SyncPackage[]>();
  readonly #names = new Set<string>();

  get all(): readonly SyncPackage[] {
    return this.#packages;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  add(pkg: SyncPackage): void {
    this.#packages.push(pkg);
    this.#names.add(pkg.name);
    for (const name of namesOf(pkg)) {
      appendTo(this.#answering, name, pkg);
    }
  }

  /** The first one that satisfies a dependency. */
  satisfier(wanted: Dependency): SyncPackage | undefined {
    return this.#answering.get(wanted.name)?.find((pkg) => pkg.satisfies(wanted));
  }
}

function namesOf({ name, provides }: SyncPackage): Set<string> {
  return new Set([name, ...provides.map((provision) => provision.name)]);
}
