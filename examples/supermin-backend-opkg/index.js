import { createHash } from 'node:crypto';
import { FileOwners, oneOf, packageDatabase, permitted } from '@supermin/core/backend';
import { DIRECTORIES, failure, parseList, parseStatus } from './database.js';

/** @type {import('@supermin/core').Backend} */
export const backend = {
  name: 'opkg',

  freshness(host) {
    return [`${directoryOf(host)}/status`];
  },

  async open(context) {
    return packageDatabase(context, opkg(context.host));
  },
};

/** @returns {import('@supermin/core/backend').PackageManager} */
function opkg(host) {
  const directory = directoryOf(host);
  const status = `${directory}/status`;
  const packages = parseStatus(host.readFile(status).toString('latin1'), status);
  const byName = new Map(packages.map((found) => [found.name, found]));
  const lists = new Map();
  const pathsOf = (found) => {
    if (!lists.has(found))
      lists.set(found, readList(host, `${directory}/info/${found.name}.list`, found.id));
    return lists.get(found);
  };
  const owners = new FileOwners(host, packages, (found, name) =>
    pathsOf(found).filter((path) => path.endsWith(`/${name}`)),
  );
  const named = (name) =>
    byName.has(name) ? [byName.get(name)] : packages.filter((each) => each.provides.includes(name));
  const satisfying = (clause) => [...new Set(clause.flatMap(named))];
  return {
    name: 'opkg',
    packages,
    findByName: (name) => named(name)[0],
    findByPath: (path) => owners.of(path)[0],
    dependencies: {
      required: ({ depends }) => depends,
      recommended: ({ recommends }) => recommends,
      need: (clause) => oneOf(satisfying(clause)),
      choose: ([first]) => first,
      spell: (clause) => clause.join(' | '),
    },
    closureOfSupermin5: (roots) => [...roots], // supermin 5 knew no opkg
    contents: () => (found) =>
      pathsOf(found).map((path) => ({ path, config: isConfig(host, found, path) })),
    configFiles: {
      configFiles: (found, files) =>
        files
          .filter(({ config }) => config)
          .map(({ path }) => ({ path, asShipped: check(found.conffiles.get(path)) })),
      async download([{ id }]) {
        const hint = 'take the config files as they are with --use-installed';
        throw failure(
          'OPKG_EDITED',
          `config files of ${id} were edited, and this plugin cannot download it`,
          hint,
        );
      },
      // Never called, as nothing is downloaded.
      async *members() {},
    },
    listEntry: ({ name, version, arch }) => `${name}_${version}_${arch}`,
  };
}

function directoryOf(host) {
  const found = DIRECTORIES.find((path) => host.stat(`${path}/status`) !== undefined);
  if (found !== undefined) return found;
  const message = `there is no opkg database in ${DIRECTORIES.join(', ')}`;
  throw failure('OPKG_DATABASE_MISSING', message, 'choose an OpenWrt root with --root');
}

function readList(host, list, id) {
  if (host.stat(list) !== undefined) return parseList(host.readFile(list).toString('latin1'), list);
  const message = `${list}: the file list of ${id} is missing`;
  throw failure('OPKG_LIST_MISSING', message, 'reinstall the package');
}

/** What opkg lists as such, and every regular file below /etc. */
function isConfig(host, { conffiles }, path) {
  return (
    conffiles.has(path) ||
    (path.startsWith('/etc/') && permitted(() => host.lstat(path))?.type === 'file')
  );
}

/** Without a digest nobody can tell whether a file was edited. */
function check(digest) {
  const algorithm = { 32: 'md5', 64: 'sha256' }[digest?.length];
  if (algorithm === undefined) return undefined;
  return (file) => {
    const same = file.bytes && createHash(algorithm).update(file.bytes).digest('hex') === digest;
    return same ? file : undefined;
  };
}
