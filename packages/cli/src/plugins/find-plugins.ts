import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  checkFiles,
  displayPath,
  fromUnicode,
  pluginRoots,
  Registry,
  readManifests,
} from '@supermin/core';
import type { OptionValues } from '../arguments/option-values.ts';
import { importInstalled } from '../bundled/import-installed.ts';
import type { CommandContext } from '../context/command-context.ts';
import { takenOption } from './taken-options.ts';

/** Directories of plugin packages, separated by colons. */
const VARIABLE = 'SUPERMIN_PLUGINS';

/** All plugins that this command can see: installed beside it, or named by the user. */
export function findPlugins(options: OptionValues): Registry {
  const named = variable().filter((path) => path.startsWith('/'));
  const { uid: owner } = statSync(packageDirectory());
  const extra = [...options.all('plugin'), ...named];
  return new Registry(
    readManifests(packageRoots(), { extra, owner }),
    (plugin) => checkFiles(plugin, owner) ?? takenOption(plugin),
    ({ name }, file) => importInstalled(name, file),
  );
}

/** The same for a command that needs one: what the user named and is none gets a warning. */
export function findPluginsFor({ invocation, report }: CommandContext): Registry {
  const registry = findPlugins(invocation.options);
  const warn = (source: string, path: string, why: string) => {
    const text = `${source} ${displayPath(path)} is not used: ${why}`;
    report({ kind: 'warning', text });
  };
  const named = new Set(invocation.options.all('plugin'));
  const inVariable = new Set(variable());
  for (const { directory, error } of registry.unreadable) {
    if (named.has(directory)) warn('--plugin', directory, error.message);
    else if (inVariable.has(directory)) warn(VARIABLE, directory, error.message);
  }
  for (const path of inVariable) {
    if (!path.startsWith('/')) warn(VARIABLE, path, 'it is not an absolute path');
  }
  return registry;
}

function variable(): string[] {
  return fromUnicode(process.env[VARIABLE] ?? '')
    .split(':')
    .filter((path) => path !== '');
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
