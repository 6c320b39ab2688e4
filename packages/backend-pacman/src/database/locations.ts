import { type BytePath, type Host, joinPath, parentPath } from '@supermin/core';
import { configuredPath } from '@supermin/core/backend';

export const CONFIGURATION: BytePath = '/etc/pacman.conf';

/** Where the configuration names no other place. */
export const DEFAULT_LOCAL: BytePath = '/var/lib/pacman/local';

const OPTIONS = { file: CONFIGURATION, section: 'options', include: 'Include' };

/** Where the configuration may name another place; what it names first counts. The manifest in package.json lists the same. */
export const CONFIGURED = [
  { ...OPTIONS, key: 'DBPath', append: 'local' },
  { ...OPTIONS, key: 'RootDir', append: 'var/lib/pacman/local' },
];

/**
 * The root's database: a directory for each installed package. Every transaction adds or removes one, so its time of change
 * tells of changes. One that is named and is not there does not count.
 */
export function localDatabase(host: Host): BytePath {
  const named = CONFIGURED.map((place) => configuredPath(host, place));
  const found = named.find((path) => path !== undefined && isDirectory(host, path));
  return found ?? DEFAULT_LOCAL;
}

/** What the repositories had when they were last asked. */
export function syncDatabases(host: Host): BytePath {
  return joinPath(parentPath(localDatabase(host)), 'sync');
}

/** Holds the number of the database's format, in the database. */
export const VERSION_FILE = 'ALPM_DB_VERSION';

/** Packages that were downloaded once, where the configuration names no other place. */
export const DEFAULT_CACHE: BytePath = '/var/cache/pacman/pkg';

/** Keys of the repositories, where the configuration names no other place. */
export const DEFAULT_KEYS: BytePath = '/etc/pacman.d/gnupg';

export function isDirectory(host: Host, path: BytePath): boolean {
  return host.stat(path)?.type === 'directory';
}

/** A file in a package's own directory of the database. */
export function localFile(directory: BytePath, name: 'desc' | 'files' | 'mtree'): BytePath {
  return joinPath(directory, name);
}
