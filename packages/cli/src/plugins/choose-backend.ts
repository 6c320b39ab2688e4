import {
  type Backend,
  type Detection,
  type Host,
  type Lock,
  localHost,
  type PluginOptions,
  type Registry,
} from '@supermin/core';
import type { Invocation } from '../arguments/invocation.ts';
import { pluginOptions } from './plugin-options.ts';

export interface ChosenBackend {
  /** Imports the plugin, at the first call. */
  load: () => Promise<Backend>;
  family: string;
  /** `package@version` of the plugin. */
  identity: string;
  /** Its own options. */
  options: PluginOptions;
  /** See `Registry.packageFileHint`. */
  missingHint: (names: readonly string[]) => string | undefined;
}

/** The backend that the user has chosen, or else the one for the root's package manager. */
export function chooseBackend(
  registry: Registry,
  host: Host,
  invocation: Invocation,
): ChosenBackend {
  return chosen(registry, registry.detect(host, invocation.options.get('backend')), invocation);
}

/** The backend that the user has chosen, or else the one for the repositories of `--from`. */
export function chooseRepository(
  registry: Registry,
  from: readonly string[],
  invocation: Invocation,
): ChosenBackend {
  const name = invocation.options.get('backend');
  return chosen(registry, registry.repository(from[0]!, localHost(), name), invocation);
}

/** The backend that a lock names. @throws SuperminError `BACKEND_MISSING` */
export function lockBackend(
  registry: Registry,
  { backend, family: name }: Lock,
  invocation: Invocation,
): ChosenBackend {
  const family = { name, ids: [] };
  return chosen(registry, { found: registry.backend(backend), family }, invocation);
}

function chosen(
  registry: Registry,
  { found, family }: Detection,
  invocation: Invocation,
): ChosenBackend {
  return {
    load: () => registry.loadBackend(found),
    family: family.name,
    options: pluginOptions({ kind: 'backend', ...found.manifest }, invocation),
    identity: `${found.plugin.name}@${found.plugin.version}`,
    missingHint: (names) => registry.packageFileHint(names, found),
  };
}
