import { compareBytes, isSuperminError } from '@supermin/core';
import { type CommandContext, rootOf } from '../context/command-context.ts';
import { findPlugins } from '../plugins/find-plugins.ts';

/**
 * A line for each family of every plugin, or of the backend that is named: `distro/manager`, a tab, `detected` or
 * `not-detected`.
 */
export async function driversCommand(context: CommandContext): Promise<number> {
  const { options } = context.invocation;
  const registry = findPlugins(options);
  const { host } = await rootOf(context);
  let detected: string | undefined;
  try {
    detected = registry.detect(host).family.name;
  } catch (error) {
    if (!isSuperminError(error)) throw error;
  }
  const only = options.get('backend');
  const backends = only === undefined ? registry.backends : [registry.backend(only)];
  const names = backends.flatMap(({ manifest }) => manifest.families.map(({ name }) => name));
  for (const name of [...new Set(names)].sort(compareBytes)) {
    process.stdout.write(`${name}\t${name === detected ? 'detected' : 'not-detected'}\n`);
  }
  return 0;
}
