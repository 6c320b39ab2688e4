import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkFiles, displayPath, pluginRoots, Registry, readManifests } from '@supermin/core';
import type { OptionValues } from '../arguments/parse.ts';
import type { CommandContext } from '../commands/context.ts';

/** Directories of plugin packages, separated by colons. */
const VARIABLE = 'SUPERMIN_PLUGINS';

/** All plugins that this command can see: installed beside it, or named by the user. */
export function findPlugins(options: OptionValues): Registry {
  const named = (process.env[VARIABLE] ?? '').split(':').filter((path) => path.startsWith('/'));
  const { uid: owner } = statSync(packageDirectory());
  const extra = [...options.all('plugin'), ...named];
  return new Registry(readManifests(packageRoots(), { extra, owner }), (plugin) =>
    checkFiles(plugin, owner),
  );
}

/** The same for a command that needs one: what the user named and is none gets a warning. */
export function findPluginsFor({ invocation, report }: CommandContext): Registry {
  const registry = findPlugins(invocation.options);
  const named = new Set(invocation.options.all('plugin'));
  for (const { directory, error } of registry.unreadable) {
    if (!named.has(directory)) continue;
    const text = `--plugin ${displayPath(directory)} is not used: ${error.message}`;
    report({ kind: 'warning', text });
  }
  return registry;
}

/** Files and directories that change when the command or one of its plugins is installed, replaced or removed. */
export function pluginPlaces(registry: Registry): string[] {
  const packages = [packageDirectory(), ...registry.candidates.map((p) => p.directory)];
  return [
    ...packageRoots().flatMap((root) => [root, `${root}/@supermin`]),
    ...packages.map((directory) => `${directory}/package.json`),
  ];
}

/** The `node_modules` folders that hold this very command. */
export function packageRoots(): string[] {
  return pluginRoots(packageDirectory(), '@supermin/cli', process.argv[1] ?? '');
}

function packageDirectory(): string {
  return realpathSync(dirname(fileURLToPath(new URL('../package.json', import.meta.url))));
}
