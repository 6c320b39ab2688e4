import { compareBytes } from '@supermin/core';
import { appendTo } from '@supermin/core/backend';
import type { Dependency, PackageRecord } from '../format/package-record.ts';
import { rangesOverlap } from '../version/range.ts';
import { Architectures } from './architectures.ts';
import { compareAge, evrOf, InstalledPackage, nevraOf } from './installed-package.ts';

interface Provider {
  package: InstalledPackage;
  capability: Dependency;
}

/** The installed packages by their names and by what they provide. */
export class PackageIndex {
  readonly packages: readonly InstalledPackage[];
  readonly architectures: Architectures;
  /** Of one name: own architecture before others, newest first. */
  readonly #named: ReadonlyMap<string, readonly InstalledPackage[]>;
  readonly #providers = new Map<string, Provider[]>();

  constructor(records: readonly PackageRecord[]) {
    this.architectures = new Architectures(records);
    this.#named = namePackages(records, this.architectures);
    this.packages = [...this.#named.values()].flat();
    for (const found of this.packages) {
      for (const capability of found.record.provides) {
        appendTo(this.#providers, capability.name, { package: found, capability });
      }
    }
  }

  named(name: string): readonly InstalledPackage[] {
    return this.#named.get(name) ?? [];
  }

  /** The packages that provide a capability in the wanted range of versions; files are another matter. */
  providers(wanted: Dependency): InstalledPackage[] {
    const providers = this.#providers.get(wanted.name);
    if (providers === undefined) return [];
    const fitting = providers.filter(({ capability }) => rangesOverlap(capability, wanted));
    return [...new Set(fitting.map((provider) => provider.package))];
  }
}

/**
 * Gives every package the shortest name that means it wherever this appliance is built: `bash`; of another architecture
 * than the root's `bash.i686`; of an older version than the newest one `kernel-6.9.9-1.x86_64`. A package that the
 * database holds twice (an interrupted update) counts once.
 */
function namePackages(
  records: readonly PackageRecord[],
  architectures: Architectures,
): Map<string, InstalledPackage[]> {
  const byName = new Map<string, PackageRecord[]>();
  for (const record of records) appendTo(byName, record.name, record);
  const named = new Map<string, InstalledPackage[]>();
  for (const name of [...byName.keys()].sort(compareBytes)) {
    const list = byName.get(name)!.map((record) => ({ record, evr: evrOf(record) }));
    list.sort(
      (a, b) =>
        architectures.rank(a.record.arch) - architectures.rank(b.record.arch) ||
        compareAge(a, b) ||
        compareBytes(a.record.arch, b.record.arch),
    );
    const taken = new Set<string>();
    const packages: InstalledPackage[] = [];
    for (const { record } of list) {
      const nevra = nevraOf(record);
      const isFirst = packages.length === 0;
      const isFirstOfArch = !packages.some(({ arch }) => arch === record.arch);
      const id = isFirst ? name : isFirstOfArch ? `${name}.${record.arch}` : nevra;
      if (taken.has(nevra)) continue;
      taken.add(nevra);
      packages.push(new InstalledPackage(record, id));
    }
    named.set(name, packages);
  }
  return named;
}
