import { nearestName } from '@supermin/core';
import { nameUnknown } from '@supermin/core/backend';
import { parseDependency } from '../../version/dependency.ts';
import { NAME_HINT, repositoryUnknown, unsatisfiable } from '../errors.ts';
import { type FindOptions, findSatisfier } from './find-satisfier.ts';
import type { Pool } from './pool.ts';
import type { SyncPackage } from './sync-package.ts';

/** What names mean, in pacman's order. */
export class Targets {
  readonly #packages = new Map<string, SyncPackage>();

  /** @param repositories names, for `extra/bash` */
  constructor(
    private readonly pool: Pool,
    private readonly repositories: readonly string[],
    private readonly note: NonNullable<FindOptions['note']>,
  ) {}

  get all(): SyncPackage[] {
    return [...this.#packages.values()];
  }

  /**
   * `bash`, `bash>=5`, `sh`, `extra/bash`, or a group, which is all of its packages.
   *
   * @throws SuperminError `PACKAGES_MISSING`, `PACKAGES_UNSATISFIABLE`
   */
  add(text: string): void {
    const slash = text.indexOf('/');
    const source = slash < 0 ? undefined : this.repositories.indexOf(text.slice(0, slash));
    if (source === -1) throw repositoryUnknown(text.slice(0, slash), this.repositories);
    const name = text.slice(slash + 1);
    const options = { asked: true, source, note: this.note };
    const found = findSatisfier(this.pool, parseDependency(name), options);
    const members = this.pool
      .group(name)
      .filter((pkg) => source === undefined || pkg.source === source);
    const packages = found === undefined ? members : [found];
    if (packages.length === 0)
      throw nameUnknown(text, nearestName(name, [...this.pool.names()]), NAME_HINT);
    for (const pkg of oneOfEachName(packages)) {
      const other = this.#packages.get(pkg.name) ?? pkg;
      if (other !== pkg) throw unsatisfiable([this.#twice(text, pkg, other)]);
      this.#packages.set(pkg.name, pkg);
    }
  }

  #twice(text: string, pkg: SyncPackage, other: SyncPackage): string {
    const [one, two] = [pkg, other].map(
      ({ source, name, version }) => `${this.repositories[source]}/${name} ${version}`,
    );
    return `'${text}' means ${one}, and ${two} is asked for as well`;
  }
}

/** A group has the package of the first repository. */
function oneOfEachName(packages: readonly SyncPackage[]): SyncPackage[] {
  const seen = new Set<string>();
  return packages.filter(({ name }) => !seen.has(name) && seen.add(name));
}
