import { createHash } from 'node:crypto';
import { FileOwners, oneOf, packageDatabase, permitted } from '@supermin/core/backend';
import { DATABASES, failure, nameOf, parseInstalled } from './database.js';
import { repository } from './repository/repository.js';

/** The packages that the user asked for by name. */
const WORLD = '/etc/apk/world';

/** @type {import('@supermin/core').Backend} */
export const backend = {
  name: 'apk',
  repository,

  freshness(host) {
    return [databaseOf(host), WORLD].filter((path) => host.stat(path) !== undefined);
  },

  async open(context) {
    const path = databaseOf(context.host);
    const packages = parseInstalled(context.host.readFile(path).toString('latin1'), path);
    const providers = providersOf(packages);
    const database = packageDatabase(context, apk(context.host, packages, providers));
    return withOwnRules(database, context.host, packages, providers);
  },
};

/** @returns {import('@supermin/core/backend').PackageManager} */
function apk(host, packages, providers) {
  const owners = new FileOwners(host, packages, ({ files }, name) =>
    files.filter((file) => !file.isDirectory && file.path.endsWith(`/${name}`)).map(pathOf),
  );
  const ofPath = (path) => providers.get(path)?.[0] ?? owners.of(path)[0];
  return {
    name: 'apk',
    packages,
    findByName: (name) => providers.get(name)?.[0],
    findByPath: ofPath,
    dependencies: {
      required: ({ needs }) => needs,
      recommended: () => [], // see `withOwnRules`
      need(name) {
        const [owner] = name.startsWith('/') ? [ofPath(name)] : [];
        return oneOf(providers.get(name) ?? (owner ? [owner] : []));
      },
      choose: ([best]) => best,
      spell: (name) => name,
    },
    closureOfSupermin5: (roots) => [...roots], // supermin 5 knew no apk
    contents:
      () =>
      ({ files }) =>
        files.map((file) => ({ path: file.path, config: isConfig(host, file) })),
    configFiles: {
      configFiles(found, files) {
        const digests = new Map(found.files.map(({ path, digest }) => [path, digest]));
        const config = files.filter(({ config }) => config);
        return config.map(({ path }) => ({ path, asShipped: check(digests.get(path)) }));
      },
      async download([{ id }]) {
        const text = `config files of ${id} were edited, and this plugin cannot download it`;
        throw failure('APK_EDITED', text, 'take the config files as they are with --use-installed');
      },
      // Never called, as nothing is downloaded.
      async *members() {},
    },
    listEntry: ({ name, version }) => `${name}-${version}`,
  };
}

/** What no other package manager has: `@world`, and packages that others, all together, call for. */
function withOwnRules(database, host, packages, providers) {
  const first = (name) => providers.get(name)?.[0];
  const [find, closure] = [database.find.bind(database), database.closure.bind(database)];
  return Object.assign(database, {
    find(name) {
      if (name !== '@world') return find(name);
      if (host.stat(WORLD) === undefined) return [];
      const words = host.readFile(WORLD).toString('latin1').split(/\s+/).filter(Boolean);
      return [...new Set(words.map((word) => first(nameOf(word))))].filter(Boolean);
    },
    closure(roots, options) {
      const found = closure(roots, options);
      if (!options.weak) return found;
      const ids = new Set(found.map(({ id }) => id));
      // What `apk add` would install as well, now that these are there.
      const isCalledFor = ({ id, installIf }) =>
        !ids.has(id) && installIf.length > 0 && installIf.every((name) => ids.has(first(name)?.id));
      const more = packages.filter(isCalledFor);
      return more.length === 0 ? found : this.closure([...found, ...more], options);
    },
  });
}

/** Every name to the packages that answer to it, the best one first. */
function providersOf(packages) {
  const providers = new Map();
  for (const found of packages) {
    const { name, version, provides } = found;
    for (const each of new Set([name, `${name}-${version}`, ...provides])) {
      providers.set(each, [...(providers.get(each) ?? []), found]);
    }
  }
  for (const [name, found] of providers) {
    const rank = (each) => (each.name === name ? Number.POSITIVE_INFINITY : each.priority);
    found.sort((a, b) => rank(b) - rank(a) || (a.name < b.name ? -1 : 1));
  }
  return providers;
}

function databaseOf(host) {
  const found = DATABASES.find((path) => host.stat(path) !== undefined);
  if (found !== undefined) return found;
  const message = `there is neither ${DATABASES.join(' nor ')}`;
  throw failure('APK_DATABASE_MISSING', message, 'choose an Alpine root with --root');
}

function pathOf({ path }) {
  return path;
}

/** apk protects what is in /etc. A link there is no config file: it has nothing to edit. */
function isConfig(host, { path, isDirectory }) {
  if (isDirectory || !path.startsWith('/etc/')) return false;
  return permitted(() => host.lstat(path))?.type !== 'symlink';
}

/** The database's digests are `Q1` and the SHA-1 in base64, or `Q2` and the SHA-256. */
function check(digest) {
  if (digest === undefined) return undefined;
  const algorithm = digest.startsWith('Q2') ? 'sha256' : 'sha1';
  return (file) => {
    const hash = file.bytes && createHash(algorithm).update(file.bytes).digest('base64');
    return hash === digest.slice(2) ? file : undefined;
  };
}
