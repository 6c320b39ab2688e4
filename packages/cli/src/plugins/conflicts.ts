import type { FoundPlugin } from '@supermin/core';

/** A name that more than one plugin claims: an error for who asks for it by that name, and for nobody else. */
export interface Conflict {
  kind: 'backend' | 'writer';
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
    for (const { name } of manifest.backends) claim('backend', name, plugin);
    for (const { name } of manifest.writers) claim('writer', name, plugin);
  }
  return [...claims.values()].filter(({ packages }) => packages.length > 1);
}
