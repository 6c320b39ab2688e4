import { type BytePath, type Host, joinPath, parentPath, systemErrorCode } from '@supermin/core';
import type { FileOwners } from '../database/file-owners.ts';
import type { InstalledPackage } from '../database/installed-package.ts';
import { chooseSatisfier } from '../resolve/choose.ts';

const MAXIMUM_LINKS = 40;

/** The package that owns a file. A link that is nobody's (made by the administrator) is followed. */
export function findByPath(
  host: Host,
  owners: FileOwners,
  path: BytePath,
): InstalledPackage | undefined {
  let current = path;
  for (let links = 0; links < MAXIMUM_LINKS; links++) {
    const found = owners.of(current);
    if (found.length > 0) return chooseSatisfier(found, '', undefined);
    const target = linkTarget(host, current);
    if (target === undefined) return undefined;
    current = target.startsWith('/') ? target : joinPath(parentPath(current), target);
  }
  return undefined;
}

/** Undefined for what is no link, and for what the user may not look at. */
function linkTarget(host: Host, path: BytePath): BytePath | undefined {
  try {
    return host.lstat(path)?.type === 'symlink' ? host.readlink(path) : undefined;
  } catch (error) {
    if (systemErrorCode(error) === 'EACCES') return undefined;
    throw error;
  }
}
