import { nearestName } from '@supermin/core';
import { nameUnknown } from '@supermin/core/backend';
import { parseDependency } from '../../version/dependency.ts';
import { NAME_HINT, repositoryUnknown } from '../errors.ts';
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
   * @throws SuperminError `PACKAGES_MISSING`
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
    // Of two with one name, the first one counts.
    for (const pkg of packages) {
      if (!this.#packages.has(pkg.name)) this.#packages.set(pkg.name, pkg);
    }
  }
}
