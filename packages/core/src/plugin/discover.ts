import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { isSuperminError, SuperminError } from '../errors/supermin-error.ts';
import { throwIfOutOfFiles } from '../errors/write-failure.ts';
import { compareBytes } from '../path/byte-path.ts';
import { type PluginManifest, parseManifest } from './manifest.ts';

/** Package names that are plugins by their form: ours, and everybody's. */
const NAME = /^(@supermin\/|(@[^/]+\/)?supermin-)(backend|writer)-[^/]+$/;

/** A plugin that was found: its manifest was read, its code was not. */
export interface FoundPlugin {
  name: string;
  version: string;
  /** Real path of the package. */
  directory: string;
  manifest: PluginManifest;
  /** The name of its directory in `node_modules`, or the path that the user gave. Default: its name. */
  installedAs?: string;
  /** The user has specified its directory. */
  specified?: boolean;
}

/** A candidate that is not used, and why. */
export interface RejectedPlugin {
  name: string;
  directory: string;
  error: SuperminError;
  /** Where it can be read. */
  manifest?: PluginManifest;
}

export interface Discovery {
  plugins: FoundPlugin[];
  rejected: RejectedPlugin[];
}

export interface DiscoverOptions {
  /** Directories of packages that the user named. */
  extra?: readonly string[];
  /** Owner of the running command: as root, code of that user and of root is trusted. Default: root. */
  owner?: number;
}

/**
 * Finds all plugins in the given `node_modules` directories and among the packages named one by one, and looks at their files.
 * Nothing is imported. Of several packages of one name the first one counts, as it does for Node.js: those that the user
 * named before those in the roots, and these in the order of the roots.
 *
 * @param roots `node_modules` directories, see `pluginRoots()`
 */
export function discoverPlugins(
  roots: readonly string[],
  options: DiscoverOptions = {},
): Discovery {
  const { plugins, rejected } = readManifests(roots, options);
  const sound: FoundPlugin[] = [];
  for (const plugin of plugins) {
    const error = checkFiles(plugin, options.owner);
    if (error === undefined) sound.push(plugin);
    else rejected.push(rejection(plugin, error));
  }
  return { plugins: sound, rejected };
}

/**
 * The first half of `discoverPlugins`, which is all that start-up does: one file is read for each plugin. The other half,
 * `checkFiles`, is due before a plugin is chosen; with hundreds of plugins it takes far longer than reading manifests.
 */
export function readManifests(roots: readonly string[], options: DiscoverOptions = {}): Discovery {
  const discovery: Discovery = { plugins: [], rejected: [] };
  const seen = new Set<string>();
  const taken = new Map<string, number>();
  const candidates = [...(options.extra ?? []).map(named), ...roots.flatMap(candidatesIn)];
  for (const { name, directory, real, specified = false } of candidates) {
    if (real !== undefined && seen.has(real)) continue;
    try {
      if (real === undefined) throw new SuperminError('PLUGIN_MISSING', 'no such directory');
      seen.add(real);
      const plugin = { ...readManifest(real), installedAs: name, specified };
      const index = taken.get(plugin.name);
      if (index === undefined) taken.set(plugin.name, discovery.plugins.push(plugin) - 1);
      else replaceBroken(discovery, index, plugin, options.owner);
    } catch (error) {
      throwIfOutOfFiles(error, directory);
      discovery.rejected.push({ name, directory, error: asSuperminError(error) });
    }
  }
  return discovery;
}

/** A copy that cannot be used does not stand in the way of one that can. */
function replaceBroken(
  { plugins, rejected }: Discovery,
  index: number,
  plugin: FoundPlugin,
  owner: number | undefined,
): void {
  const other = plugins[index]!;
  const error = checkFiles(other, owner);
  if (error === undefined) throw shadowed(other.directory);
  rejected.push(rejection(other, error));
  plugins[index] = plugin;
}

export function rejection(
  { name, installedAs, directory, manifest }: FoundPlugin,
  error: SuperminError,
): RejectedPlugin {
  return { name: installedAs ?? name, directory, error, manifest };
}

/** A package that may be a plugin; without a real path it is not there. */
interface Candidate {
  name: string;
  directory: string;
  real: string | undefined;
  specified?: boolean;
}

function named(directory: string): Candidate {
  return { name: directory, directory, real: realDirectory(directory), specified: true };
}

function candidatesIn(root: string): Candidate[] {
  const scopes = entriesOf(root, '', (name) => name.startsWith('@'));
  return [
    ...scopes.flatMap(({ name, directory }) =>
      entriesOf(directory, `${name}/`, (inner) => NAME.test(`${name}/${inner}`)),
    ),
    ...entriesOf(root, '', (name) => NAME.test(name)),
  ];
}

/**
 * Entries of a directory, in byte order. What is no link has no other real path than the directory's, and need not be asked for
 * one. (No `join()` here: with hundreds of plugins it takes as long as reading their manifests.)
 */
function entriesOf(folder: string, scope: string, wanted: (name: string) => boolean): Candidate[] {
  const real = realDirectory(folder);
  const found: Candidate[] = [];
  if (real === undefined) return found;
  for (const entry of directoryEntries(real)) {
    if (!wanted(entry.name)) continue;
    const directory = `${folder}/${entry.name}`;
    const own = entry.isDirectory() ? `${real}/${entry.name}` : realDirectory(directory);
    found.push({ name: scope + entry.name, directory, real: own });
  }
  return found.sort((a, b) => compareBytes(a.name, b.name));
}

function directoryEntries(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    throwIfOutOfFiles(error, directory);
    return [];
  }
}

function readManifest(directory: string): FoundPlugin {
  const { name, version, supermin } = parsePackage(
    readFileSync(`${directory}/package.json`, 'utf8'),
  );
  return { name, version, directory, manifest: parseManifest(supermin) };
}

/**
 * Looks at the files that a manifest tells of: whether they are there, within the package, and may be trusted.
 *
 * @param owner see `DiscoverOptions`
 * @returns what is wrong: `PLUGIN_ENTRY`, `PLUGIN_UNSAFE`
 */
export function checkFiles(
  { directory, manifest }: FoundPlugin,
  owner = 0,
): SuperminError | undefined {
  try {
    refuseUnsafe(directory, owner);
    refuseUnsafe(join(directory, 'package.json'), owner);
    for (const { module } of [...manifest.backends, ...manifest.writers]) {
      const entry = entryPath(directory, module);
      refuseUnsafe(dirname(entry), owner);
      refuseUnsafe(entry, owner);
    }
    return undefined;
  } catch (error) {
    throwIfOutOfFiles(error, directory);
    return asSuperminError(error);
  }
}

function parsePackage(text: string): { name: string; version: string; supermin: unknown } {
  const json = JSON.parse(text) as Record<string, unknown> | null;
  const { name, version, supermin } = json ?? {};
  if (typeof name !== 'string' || typeof version !== 'string') {
    throw new SuperminError('PLUGIN_MANIFEST', 'its package.json has no name or no version');
  }
  return { name, version, supermin };
}

function shadowed(other: string): SuperminError {
  return new SuperminError('PLUGIN_SHADOWED', `the package of the same name in ${other} is used`);
}

/**
 * The file that a manifest's `module` means.
 *
 * @throws SuperminError `PLUGIN_ENTRY` if it is missing or leads out of the package
 */
export function entryPath(directory: string, module: string): string {
  const path = join(directory, module);
  const real = realDirectory(path);
  if (real === undefined) {
    throw new SuperminError('PLUGIN_ENTRY', `its module ${module} does not exist`, {
      hint: 'install the plugin again; in a source tree, build it',
    });
  }
  if (!real.startsWith(directory + sep)) {
    throw new SuperminError('PLUGIN_ENTRY', `its module ${module} lies outside of the package`);
  }
  return real;
}

/** As root, code that somebody else could have written is not run. */
function refuseUnsafe(path: string, owner: number): void {
  if (process.getuid?.() !== 0) return;
  const { uid, mode } = statSync(path);
  const foreign = uid !== 0 && uid !== owner;
  if (foreign || (mode & 0o022) !== 0) {
    throw new SuperminError(
      'PLUGIN_UNSAFE',
      `${path} ${foreign ? 'belongs to another user' : 'is writable for others'}, and you are root`,
      { hint: 'install the plugin as root, with a umask of 022' },
    );
  }
}

function realDirectory(path: string): string | undefined {
  try {
    // The other one asks for each component of the path.
    return realpathSync.native(path);
  } catch (error) {
    throwIfOutOfFiles(error, path);
    return undefined;
  }
}

function asSuperminError(error: unknown): SuperminError {
  if (isSuperminError(error)) return error;
  return new SuperminError(
    'PLUGIN_MANIFEST',
    `its package.json cannot be read: ${(error as Error).message}`,
  );
}
