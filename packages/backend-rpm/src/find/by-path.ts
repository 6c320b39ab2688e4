import { type BytePath, type Host, joinPath, parentPath } from '@supermin/core';
import type { InstalledPackage } from '../database/installed-package.ts';
import { chooseProvider } from '../resolve/choose.ts';
import type { Satisfiers } from '../resolve/satisfiers.ts';

const MAXIMUM_LINKS = 40;

/** The package that owns a file, or provides its path. A link that is nobody's (an alternative) is followed. */
export function findByPath(
  host: Host,
  satisfiers: Satisfiers,
  path: BytePath,
): InstalledPackage | undefined {
  let current = path;
  for (let links = 0; links < MAXIMUM_LINKS; links++) {
    const owners = satisfiers.owners.of(current);
    const found =
      owners.length > 0 ? owners : satisfiers.of({ name: current, flags: 0, version: '' });
    if (found.length > 0) {
      return chooseProvider(satisfiers.index.architectures, found, undefined);
    }
    // Nobody's file, but perhaps an alternative: /usr/bin/ld -> /etc/alternatives/ld -> /usr/bin/ld.bfd.
    if (host.lstat(current)?.type !== 'symlink') return undefined;
    const target = host.readlink(current);
    current = target.startsWith('/') ? target : joinPath(parentPath(current), target);
  }
  return undefined;
}
