import { type BytePath, type Host, joinPath } from '@supermin/core';

/** One directory for each installed package. Every transaction adds or removes one, so its mtime tells of changes. */
export const LOCAL: BytePath = '/var/lib/pacman/local';

/** What the repositories had when they were last asked. */
export const SYNC: BytePath = '/var/lib/pacman/sync';

/** Holds the number of the database's format, in `LOCAL`. */
export const VERSION_FILE = 'ALPM_DB_VERSION';

/** Packages that were downloaded once, where the configuration names no other place. */
export const DEFAULT_CACHE: BytePath = '/var/cache/pacman/pkg';

export const CONFIGURATION: BytePath = '/etc/pacman.conf';

/** Keys of the repositories, where the configuration names no other place. */
export const DEFAULT_KEYS: BytePath = '/etc/pacman.d/gnupg';

export function isDirectory(host: Host, path: BytePath): boolean {
  return host.stat(path)?.type === 'directory';
}

/** A file in a package's own directory of the database. */
export function localFile(directory: string, name: 'desc' | 'files' | 'mtree'): BytePath {
  return joinPath(joinPath(LOCAL, directory), name);
}
