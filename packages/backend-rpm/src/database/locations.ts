import { type BytePath, type Host, joinPath } from '@supermin/core';

/** Where distributions keep the database: now, before, and on image-based systems (rpm-ostree). */
export const DIRECTORIES: readonly BytePath[] = [
  '/usr/lib/sysimage/rpm',
  '/var/lib/rpm',
  '/usr/share/rpm',
];

/** Records of chkconfig's alternatives(8), and of update-alternatives(1) as openSUSE and Mageia have it. */
export const ALTERNATIVE_GROUPS: readonly BytePath[] = [
  '/var/lib/alternatives',
  '/var/lib/rpm/alternatives',
];

/** What a database is called: sqlite (rpm ≥ 4.16), ndb (SUSE), Berkeley DB. rpm itself looks in this order. */
const NAMES: readonly string[] = ['rpmdb.sqlite', 'Packages.db', 'Packages'];

/** All places, as seen from inside the root, the most likely first. The manifest in package.json lists the same. */
export const DATABASES: readonly BytePath[] = DIRECTORIES.flatMap((directory) =>
  NAMES.map((name) => joinPath(directory, name)),
);

/** The databases that are there; one that two of the places lead to is taken once. */
export function findDatabases(host: Host): BytePath[] {
  const seen = new Set<string>();
  return DATABASES.filter((path) => {
    const status = host.stat(path);
    if (status?.type !== 'file') return false;
    const identity = `${status.dev}:${status.ino}`;
    return seen.size < seen.add(identity).size;
  });
}
