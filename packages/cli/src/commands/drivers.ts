import { compareBytes, isSuperminError } from '@supermin/core';
import { findPlugins } from '../plugins/find-plugins.ts';
import { type CommandContext, hostOf } from './context.ts';

/** A line for each family of every plugin: `distro/manager`, a tab, `detected` or `not-detected`. */
export async function driversCommand(context: CommandContext): Promise<number> {
  const registry = findPlugins(context.invocation.options);
  let detected: string | undefined;
  try {
    detected = registry.detect(hostOf(context)).family.name;
  } catch (error) {
    if (!isSuperminError(error)) throw error;
  }
  const names = registry.backends.flatMap(({ manifest }) =>
    manifest.families.map(({ name }) => name),
  );
  for (const name of [...new Set(names)].sort(compareBytes)) {
    process.stdout.write(`${name}\t${name === detected ? 'detected' : 'not-detected'}\n`);
  }
  return 0;
}
