import { type Backend, shownPath } from '@supermin/core';
import { CHOSEN, packageDatabase, UnusablePackages } from '@supermin/core/backend';
import { DIRECTORIES, findDatabases } from './database/locations.ts';
import { readPackages } from './database/read-packages.ts';
import { databaseMissing } from './errors.ts';
import { urlOf } from './package-url.ts';
import { repository } from './repository/repository.ts';
import { rpm } from './rpm.ts';

/** The rpm database of a root. */
export const backend: Backend = {
  name: 'rpm',

  /** Every transaction writes the database; in sqlite's case perhaps only its log; alternatives(8) writes its links. */
  freshness(host) {
    const files = findDatabases(host);
    if (files.length === 0) throw databaseMissing(DIRECTORIES.map((path) => shownPath(host, path)));
    const chosen = host.stat(CHOSEN) === undefined ? [] : [CHOSEN];
    const databases = files.flatMap((path) => {
      const log = `${path}-wal`;
      return host.stat(log) === undefined ? [path] : [path, log];
    });
    return [...databases, ...chosen];
  },

  async open(options) {
    const unusable = new UnusablePackages(options.report);
    const records = await readPackages({ ...options, unusable });
    return packageDatabase(options, rpm(options, records, unusable));
  },

  packageUrl: urlOf,

  repository,
};
