import { type Backend, shownPath } from '@supermin/core';
import { packageDatabase, packageUrl } from '@supermin/core/backend';
import { isDirectory, localDatabase } from './database/locations.ts';
import { readPackages } from './database/read-packages.ts';
import { databaseMissing } from './errors.ts';
import { pacman } from './pacman.ts';
import { repository } from './repository/repository.ts';

/** The pacman database of a root. */
export const backend: Backend = {
  name: 'pacman',
  repository,

  /** Every package has a directory of its own there, called by its version. `sync` only tells of downloads. */
  freshness(host) {
    const local = localDatabase(host);
    if (!isDirectory(host, local)) throw databaseMissing(shownPath(host, local));
    return [local];
  },

  async open(options) {
    return packageDatabase(options, pacman(options, await readPackages(options)));
  },

  packageUrl: (pkg, release) => packageUrl(pkg, release, { type: 'alpm' }),
};
