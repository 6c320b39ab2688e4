import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkFiles, displayPath, pluginRoots, Registry, readManifests } from '@supermin/core';
import type { OptionValues } from '../arguments/option-values.ts';
import type { CommandContext } from '../context/command-context.ts';
import { importInstalled } from '../fast-start/bundle/import-installed.ts';
import { MODULES } from '../fast-start/bundle/modules.ts';
import { packageFile } from '../package-file.ts';
import { KNOWN_PLUGINS } from './known-plugins.ts';
import { configPlaces, type SpecifiedPlugin, specifiedPlugins } from './specified-plugins.ts';
import { takenOption } from './taken-options.ts';

/**
 * All plugins that this command can see: installed beside it, or specified by the user.
 *
 * @param warn told of a configuration file that is not used
 * @throws SuperminError `CONFIG`
 */
export function findPlugins(options: OptionValues, warn?: (text: string) => void): Registry {
  const roots = packageRoots();
  return registryOf(specifiedPlugins(options, roots, warn), roots);
}

/** Where each plugin is specified, by the directory that is specified. */
export function specifiedBy(options: OptionValues): ReadonlyMap<string, string> {
  const specified = specifiedPlugins(options, packageRoots());
  return new Map(specified.reverse().map(({ directory = '', by }) => [directory, by]));
}

function registryOf(specified: readonly SpecifiedPlugin[], roots: readonly string[]): Registry {
  const { uid: owner } = statSync(packageDirectory());
  const extra = specified.flatMap(({ directory }) => directory ?? []);
  return new Registry(readManifests(roots, { extra, owner }), {
    check: (plugin) => checkFiles(plugin, owner) ?? takenOption(plugin),
    importModule: ({ name }, file) => importInstalled(name, file, { modules: MODULES }),
    known: KNOWN_PLUGINS,
  });
}

/** The same for a command that needs one: what the user has specified and is none gets a warning. */
export function findPluginsFor({ invocation, report }: CommandContext): Registry {
  const warn = (text: string) => report({ kind: 'warning', text });
  const roots = packageRoots();
  const specified = specifiedPlugins(invocation.options, roots, warn);
  const registry = registryOf(specified, roots);
  const reasons = new Map(registry.unreadable.map(({ directory, error }) => [directory, error]));
  for (const { by, text, directory } of unique(specified)) {
    const why =
      directory === undefined ? 'it is not an absolute path' : reasons.get(directory)?.message;
    if (why !== undefined) warn(`${by} ${displayPath(text)} is not used: ${why}`);
  }
  return registry;
}

/** A warning each is enough, whoever specifies it twice. */
function unique(specified: readonly SpecifiedPlugin[]): Iterable<SpecifiedPlugin> {
  const byPlace = [...specified]
    .reverse()
    .map((each) => [each.directory ?? each.text, each] as const);
  return [...new Map(byPlace).values()].reverse();
}

/** Files and directories that change when the command or one of its plugins is installed, replaced or removed. */
export function pluginPlaces(registry: Registry): string[] {
  const packages = [packageDirectory(), ...registry.candidates.map((p) => p.directory)];
  return [
    ...configPlaces(),
    ...packageRoots().flatMap((root) => [root, `${root}/@supermin`]),
    ...packages.map((directory) => `${directory}/package.json`),
  ];
}

/** The `node_modules` directories that hold this very command. */
export function packageRoots(): string[] {
  return pluginRoots(packageDirectory(), '@supermin/cli', process.argv[1] ?? '');
}

function packageDirectory(): string {
  return realpathSync.native(dirname(fileURLToPath(packageFile())));
}
