import { type Backend, shownPath } from '@supermin/core';
import { packageDatabase, packageUrl } from '@supermin/core/backend';
import { keptStatus } from './database/kept-status.ts';
import { ALTERNATIVES, DIVERSIONS, STATUS } from './database/locations.ts';
import { dpkg } from './dpkg.ts';
import { databaseMissing } from './errors.ts';
import { repository } from './repository/repository.ts';

/** Debian, Ubuntu and derivatives: whatever dpkg keeps its database for under the host root. */
export const backend: Backend = {
  name: 'dpkg',

  /** dpkg rewrites the status file with every change of a package, dpkg-divert and update-alternatives only theirs. */
  freshness(host) {
    if (host.stat(STATUS) === undefined) throw databaseMissing(shownPath(host, STATUS));
    return [STATUS, ...[DIVERSIONS, ALTERNATIVES].filter((path) => host.stat(path) !== undefined)];
  },

  async open(options) {
    return packageDatabase(options, dpkg(options, await keptStatus(options)));
  },

  packageUrl: (pkg, release) => packageUrl(pkg, release, { type: 'deb' }),

  repository,
};
