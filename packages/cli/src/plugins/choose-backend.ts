import { type Backend, type Host, type Registry, readOsRelease, withFamily } from '@supermin/core';

export interface ChosenBackend {
  /** Imports the plugin, at the first call. */
  load: () => Promise<Backend>;
  family: string;
  /** `package@version` of the plugin. */
  identity: string;
}

/** The backend that the user named, or the one whose package manager rules the host root. */
export function chooseBackend(
  registry: Registry,
  host: Host,
  name: string | undefined,
): ChosenBackend {
  const { found, family } =
    name === undefined
      ? registry.detect(host)
      : withFamily(registry.backend(name), readOsRelease(host));
  return {
    load: () => registry.loadBackend(found),
    family: family.name,
    identity: `${found.plugin.name}@${found.plugin.version}`,
  };
}
