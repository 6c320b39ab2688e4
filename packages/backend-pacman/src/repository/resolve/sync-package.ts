import {
  type Dependency,
  doesProvide,
  isInRange,
  parseDependency,
} from '../../version/dependency.ts';
import type { IndexEntry } from '../index/index-entry.ts';

/** A package of a repository, as the resolver looks at it. */
export class SyncPackage {
  #depends: Dependency[] | undefined;
  #provides: Dependency[] | undefined;
  #conflicts: Dependency[] | undefined;

  /** @param source number of its repository */
  constructor(
    readonly entry: IndexEntry,
    readonly source: number,
  ) {}

  get name(): string {
    return this.entry.name;
  }

  get version(): string {
    return this.entry.version;
  }

  get groups(): readonly string[] {
    return this.entry.groups;
  }

  get depends(): readonly Dependency[] {
    this.#depends ??= this.entry.depends.map(parseDependency);
    return this.#depends;
  }

  get provides(): readonly Dependency[] {
    this.#provides ??= this.entry.provides.map(parseDependency);
    return this.#provides;
  }

  get conflicts(): readonly Dependency[] {
    this.#conflicts ??= this.entry.conflicts.map(parseDependency);
    return this.#conflicts;
  }

  /** By its own name and version. */
  is(wanted: Dependency): boolean {
    return this.name === wanted.name && isInRange(this.version, wanted);
  }

  provided(wanted: Dependency): boolean {
    return this.provides.some((provision) => doesProvide(provision, wanted));
  }

  satisfies(wanted: Dependency): boolean {
    return this.is(wanted) || this.provided(wanted);
  }
}
