import type { FoundPlugin } from '@supermin/core';

/**
 * What more than one plugin claims. A plugin that the user has specified comes before ours, and ours before all others; where that
 * does not decide, the claim is an error for whoever asks for it, and for nobody else.
 */
export interface Conflict {
  kind: 'backend' | 'writer' | 'database';
  /** A name, or the path of a database. */
  name: string;
  /** Names of the packages. */
  packages: string[];
}

export function findConflicts(plugins: readonly FoundPlugin[]): Conflict[] {
  const claims = new Map<string, Conflict>();
  const claim = (kind: Conflict['kind'], name: string, plugin: string) => {
    const key = `${kind} ${name}`;
    const { packages } = claims.get(key) ?? { packages: [] };
    claims.set(key, { kind, name, packages: [...packages, plugin] });
  };
  for (const { name: plugin, manifest } of plugins) {
    for (const { name, databases } of manifest.backends) {
      claim('backend', name, plugin);
      const paths = databases.filter((place) => typeof place === 'string');
      for (const path of new Set(paths)) claim('database', path, plugin);
    }
    for (const { name } of manifest.writers) claim('writer', name, plugin);
  }
  return [...claims.values()].filter(({ packages }) => packages.length > 1);
}
