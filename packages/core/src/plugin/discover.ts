import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { isSuperminError, SuperminError } from '../errors/supermin-error.ts';
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
}

/** A candidate that is not used, and why. */
export interface RejectedPlugin {
  name: string;
  directory: string;
  error: SuperminError;
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
 * Reads the manifests of all plugins in the given `node_modules` folders and of the packages named one by one.
 * Nothing is imported. Of several packages of one name the first one counts, as it does for Node.js: those that the user
 * named before those in the roots, and these in the order of the roots.
 *
 * @param roots `node_modules` folders, see `pluginRoots()`
 */
export function discoverPlugins(
  roots: readonly string[],
  options: DiscoverOptions = {},
): Discovery {
  const discovery: Discovery = { plugins: [], rejected: [] };
  const seen = new Set<string>();
  const taken = new Map<string, string>();
  const candidates = [
    ...(options.extra ?? []).map((directory) => ({ name: directory, directory })),
    ...roots.flatMap(candidatesIn),
  ];
  for (const { name, directory } of candidates) {
    const real = realDirectory(directory);
    if (real !== undefined && seen.has(real)) continue;
    try {
      if (real === undefined)
        throw new SuperminError('PLUGIN_MISSING', 'there is no such directory');
      seen.add(real);
      const plugin = readPlugin(real, options.owner ?? 0);
      const other = taken.get(plugin.name);
      if (other !== undefined) throw shadowed(other);
      taken.set(plugin.name, real);
      discovery.plugins.push(plugin);
    } catch (error) {
      discovery.rejected.push({ name, directory, error: asSuperminError(error) });
    }
  }
  return discovery;
}

function candidatesIn(root: string): { name: string; directory: string }[] {
  return names(root)
    .flatMap((name) =>
      name.startsWith('@') ? names(join(root, name)).map((inner) => `${name}/${inner}`) : [name],
    )
    .filter((name) => NAME.test(name))
    .map((name) => ({ name, directory: join(root, name) }));
}

function names(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

function readPlugin(directory: string, owner: number): FoundPlugin {
  const file = join(directory, 'package.json');
  refuseUnsafe(directory, owner);
  refuseUnsafe(file, owner);
  const { name, version, supermin } = parsePackage(readFileSync(file, 'utf8'));
  const manifest = parseManifest(supermin);
  for (const { module } of [...manifest.backends, ...manifest.writers]) {
    const entry = entryPath(directory, module);
    refuseUnsafe(dirname(entry), owner);
    refuseUnsafe(entry, owner);
  }
  return { name, version, directory, manifest };
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
    throw new SuperminError('PLUGIN_ENTRY', `its module ${module} is not there`, {
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
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function asSuperminError(error: unknown): SuperminError {
  if (isSuperminError(error)) return error;
  return new SuperminError(
    'PLUGIN_MANIFEST',
    `its package.json can't be read: ${(error as Error).message}`,
  );
}
