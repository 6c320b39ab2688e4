import { appendTo } from '@supermin/core/backend';
import { parseDependency } from '../../version/dependency.ts';
import type { IndexEntry } from '../index/index-entry.ts';
import { SyncPackage } from './sync-package.ts';

/** Packages that are taken only if they are asked for: names with wildcards, as fnmatch(3) has them. */
export interface Ignored {
  packages: readonly string[];
  groups: readonly string[];
}

/** All packages of the repositories, in the order of these and by name in each. */
export class Pool {
  /** By name, those of earlier repositories first. */
  readonly #named = new Map<string, SyncPackage[]>();
  /** By what they provide. */
  readonly #providers = new Map<string, SyncPackage[]>();
  readonly #groups = new Map<string, SyncPackage[]>();
  readonly #ignores: (name: string) => boolean;
  readonly #ignoresGroup: (name: string) => boolean;

  constructor(databases: readonly (readonly IndexEntry[])[], ignored: Ignored) {
    this.#ignores = matcher(ignored.packages);
    this.#ignoresGroup = matcher(ignored.groups);
    for (const [source, entries] of databases.entries()) {
      for (const entry of entries) this.#add(new SyncPackage(entry, source));
    }
  }

  named(name: string): readonly SyncPackage[] {
    return this.#named.get(name) ?? [];
  }

  providers(name: string): readonly SyncPackage[] {
    return this.#providers.get(name) ?? [];
  }

  group(name: string): readonly SyncPackage[] {
    return this.#groups.get(name) ?? [];
  }

  names(): Iterable<string> {
    return this.#named.keys();
  }

  isIgnored({ name, groups }: SyncPackage): boolean {
    return this.#ignores(name) || groups.some(this.#ignoresGroup);
  }

  #add(pkg: SyncPackage): void {
    appendTo(this.#named, pkg.name, pkg);
    const { provides, groups } = pkg.entry;
    for (const name of new Set(provides.map((text) => parseDependency(text).name))) {
      appendTo(this.#providers, name, pkg);
    }
    for (const name of new Set(groups)) appendTo(this.#groups, name, pkg);
  }
}

/** `*`, `?` and `[...]`; what is no pattern matches itself. */
function matcher(patterns: readonly string[]): (name: string) => boolean {
  const names = new Set(patterns);
  const wild = patterns
    .filter((pattern) => /[*?[]/.test(pattern))
    .map((pattern) => {
      const source = pattern
        .replace(/[.+^${}()|\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')
        .replace(/\[!/g, '[^');
      try {
        return new RegExp(`^${source}$`);
      } catch {
        return /(?!)/;
      }
    });
  return (name) => names.has(name) || wild.some((pattern) => pattern.test(name));
}
