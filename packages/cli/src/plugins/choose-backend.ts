import type { Backend, Host, PluginOptions, Registry } from '@supermin/core';
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
}

/** The backend that the user has chosen, or else the one for the root's package manager. */
export function chooseBackend(
  registry: Registry,
  host: Host,
  invocation: Invocation,
): ChosenBackend {
  const { found, family } = registry.detect(host, invocation.options.get('backend'));
  return {
    load: () => registry.loadBackend(found),
    family: family.name,
    options: pluginOptions({ kind: 'backend', ...found.manifest }, invocation),
    identity: `${found.plugin.name}@${found.plugin.version}`,
  };
}
