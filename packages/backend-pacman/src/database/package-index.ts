import { appendTo, type UnusablePackages } from '@supermin/core/backend';
import { type Dependency, doesProvide, isInRange } from '../version/dependency.ts';
import type { InstalledPackage } from './installed-package.ts';

/** The installed packages by their names and by what they provide. */
export class PackageIndex {
  readonly #named: ReadonlyMap<string, InstalledPackage>;
  /** By provided name. */
  readonly #providers = new Map<string, InstalledPackage[]>();
  /** Most dependencies (`glibc`, `sh`) are those of many packages. */
  readonly #known = new Map<string, readonly InstalledPackage[]>();

  /** @param unusable default: every package of the database could be read */
  constructor(
    readonly packages: readonly InstalledPackage[],
    private readonly unusable?: UnusablePackages,
  ) {
    this.#named = new Map(packages.map((found) => [found.name, found]));
    for (const found of packages) {
      for (const name of new Set(found.provides.map((provided) => provided.name))) {
        appendTo(this.#providers, name, found);
      }
    }
  }

  named(name: string): InstalledPackage | undefined {
    return this.#named.get(name);
  }

  /** See `UnusablePackages.refuse`; an unreadable record beside a readable one is what an interrupted update leaves. */
  refuseUnusable(name: string): void {
    if (!this.#named.has(name)) this.unusable?.refuse(name);
  }

  /**
   * The packages that satisfy a dependency: the one of that name in the wanted range of versions, and those that provide
   * it. In byte order.
   */
  satisfiers(wanted: Dependency): readonly InstalledPackage[] {
    const key = `${wanted.name}${wanted.operator ?? ''}${wanted.version}`;
    let found = this.#known.get(key);
    if (found === undefined) {
      found = this.#find(wanted);
      this.#known.set(key, found);
    }
    return found;
  }

  #find(wanted: Dependency): InstalledPackage[] {
    const named = this.#named.get(wanted.name);
    const providers = this.#providers.get(wanted.name) ?? [];
    const candidates = named === undefined ? providers : [named, ...providers];
    const satisfying = candidates.filter(
      (each) =>
        (each === named && isInRange(each.version, wanted)) ||
        each.provides.some((provision) => doesProvide(provision, wanted)),
    );
    return [...new Set(satisfying)];
  }
}
