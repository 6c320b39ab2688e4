import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkFiles, pluginRoots, Registry, readManifests } from '@supermin/core';
import type { OptionValues } from '../arguments/parse.ts';

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
