import { displayPath, type RepositoryPackage } from '@supermin/core';

/** What dpkg takes, which is a little more than Debian's policy: lib/dpkg/parsehelp.c, arch.c. */
const SYNTAX = [
  ['name', /^[a-z0-9][a-z0-9+._-]*$/i],
  ['version', /^(?:\d+:[a-z0-9.+~:-]+|[a-z0-9.+~-]+)$/i],
  ['arch', /^[a-z0-9][a-z0-9-]*$/i],
] as const;

/** Of paths below an archive's address: no part is hidden or empty, nothing has to be spelled in another way. */
const PATH = /^(?:[a-z0-9_+~%:=-][a-z0-9._+~%:=-]*\/)*[a-z0-9_+~%:=-][a-z0-9._+~%:=-]*$/i;

/**
 * Why there can be no such package; undefined if there can. Names become those of files in dpkg's database, and all of it comes from
 * others.
 */
export function packageFault(pkg: RepositoryPackage): string | undefined {
  const odd = SYNTAX.find(([field, pattern]) => !pattern.test(pkg[field]));
  if (odd !== undefined) {
    const [field] = odd;
    return `package ${displayPath(pkg.name)}: no ${field} that dpkg would take: '${displayPath(pkg[field])}'`;
  }
  if (pkg.id !== pkg.name) return `package ${pkg.name}: an id that is not its name`;
  return PATH.test(pkg.path)
    ? undefined
    : `package ${pkg.name}: a path that no archive has: '${displayPath(pkg.path)}'`;
}
