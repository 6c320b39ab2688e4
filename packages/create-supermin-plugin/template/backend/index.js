import { createHash } from 'node:crypto';
import { SuperminError } from '@supermin/core';
import { FileOwners, oneOf, packageDatabase } from '@supermin/core/backend';
import { DATABASE, parseDatabase } from './database.js';

/** @type {import('@supermin/core').Backend} */
export const backend = {
  name: '{{NAME}}',

  // What changes when a package is installed or removed.
  freshness(host) {
    refuseMissing(host);
    return [DATABASE];
  },

  async open(context) {
    refuseMissing(context.host);
    return packageDatabase(context, packageManager(context.host));
  },
};

/**
 * What only this package manager has; `packageDatabase` does the rest.
 *
 * @returns {import('@supermin/core/backend').PackageManager}
 */
function packageManager(host) {
  const text = host.readFile(DATABASE).toString('latin1');
  const packages = parseDatabase(text, DATABASE);
  const named = (name) => {
    const found = packages.filter((each) => each.name === name);
    return found.length > 0 ? found : packages.filter((each) => each.provides.includes(name));
  };
  const owners = new FileOwners(host, packages, ({ files }, name) =>
    files.filter((path) => path.endsWith(`/${name}`)),
  );
  return {
    name: '{{NAME}}',
    packages,
    findByName: (name) => named(name)[0],
    findByPath: (path) => owners.of(path)[0],
    essential: () => packages.filter(({ essential }) => essential),
    dependencies: {
      required: ({ needs }) => needs,
      recommended: () => [],
      need: (name) => oneOf(named(name)),
      choose: ([first]) => first,
      spell: (name) => name,
    },
    // supermin 5 did not know it.
    closureOfSupermin5: (roots) => [...roots],
    contents: () => (found) =>
      found.files.map((path) => ({ path, config: found.digests.has(path) })),
    configFiles: {
      configFiles: ({ digests }) =>
        [...digests].map(([path, digest]) => ({
          path,
          // An edited file is never taken for the original.
          asShipped: (file) => (file.bytes && sha256(file.bytes) === digest ? file : undefined),
        })),
      async download([{ id }]) {
        throw new SuperminError('{{CODE}}_EDITED', `config files of ${id} were edited`, {
          hint: 'take them as they are with --use-installed',
        });
      },
      // Reads what was downloaded.
      async *members() {},
    },
    listEntry: ({ name, version, arch }) => `${name}-${version}.${arch}`,
  };
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

function refuseMissing(host) {
  if (host.stat(DATABASE) !== undefined) return;
  const text = `there is no {{NAME}} database at ${DATABASE}`;
  throw new SuperminError('{{CODE}}_MISSING', text, { hint: 'choose another root with --root' });
}
