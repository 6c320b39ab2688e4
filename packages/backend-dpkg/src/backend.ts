import type { Backend } from '@supermin/core';
import { DpkgDatabase } from './database/dpkg-database.ts';
import { DIVERSIONS, STATUS } from './database/locations.ts';
import { databaseMissing } from './errors.ts';

/** Debian, Ubuntu and kin: whatever dpkg keeps its database for under the host root. */
export const backend: Backend = {
  name: 'dpkg',

  /** dpkg rewrites the status file with every change of a package; dpkg-divert only the diversions. */
  freshness(host) {
    if (host.stat(STATUS) === undefined) throw databaseMissing(host.locate(STATUS));
    return host.stat(DIVERSIONS) === undefined ? [STATUS] : [STATUS, DIVERSIONS];
  },

  async open(options) {
    return new DpkgDatabase(options);
  },
};
