import { type BytePath, type Host, joinPath, shownPath } from '@supermin/core';
import { permitted } from '@supermin/core/backend';
import type { InstalledPackage } from '../database/installed-package.ts';
import { DEFAULT_CACHE } from '../database/locations.ts';
import type { Section } from '../format/configuration.ts';

/** Compressions that makepkg offers; what is never used is not looked for. */
const ENDINGS = ['.zst', '.xz', '.gz', '.lz4', ''];

/** The directories of a configuration in which pacman keeps what it has downloaded, as seen from inside its root. */
export function cacheDirectories(sections: readonly Section[]): BytePath[] {
  const named = sections
    .filter(({ name }) => name === 'options')
    .flatMap(({ settings }) => settings)
    .filter(({ key }) => key === 'CacheDir')
    .map(({ value }) => value);
  return named.length === 0 ? [DEFAULT_CACHE] : named;
}

/** The package file of just the installed version, as seen from outside, if a cache has it for this user. */
export function findCached(
  host: Host,
  directories: readonly BytePath[],
  { name, version, arch }: InstalledPackage,
): BytePath | undefined {
  const path = directories
    .flatMap((directory) =>
      ENDINGS.map((ending) => joinPath(directory, `${name}-${version}-${arch}.pkg.tar${ending}`)),
    )
    .find((candidate) => permitted(() => host.stat(candidate))?.type === 'file');
  return path && shownPath(host, path);
}
