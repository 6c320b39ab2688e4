import type { BytePath, Host } from '@supermin/core';
import { permitted } from '@supermin/core/backend';
import type { InstalledPackage } from '../database/installed-package.ts';

/**
 * Whether a package's file is a config file, as a function of where it belongs and where it lies on the host.
 *
 * supermin 5's rule is: a regular file below /etc. dpkg's own list of conffiles adds those elsewhere, and those that the
 * administrator has removed or made a link of: their originals are wanted all the same. Only paths below /etc cost an
 * lstat. A file that the user may not look at is none: build says so when it comes to it.
 */
export function configRule(
  host: Host,
  found: InstalledPackage,
): (path: BytePath, hostPath: BytePath) => boolean {
  const conffiles = new Set(
    found.conffiles.filter(({ obsolete }) => !obsolete).map(({ path }) => path),
  );
  return (path, hostPath) =>
    conffiles.has(path) ||
    (path.startsWith('/etc/') && permitted(() => host.lstat(hostPath))?.type === 'file');
}
