import { createHash } from 'node:crypto';
import { DATABASES, failure, nameOf, parseInstalled } from './database.js';

/** The packages that the user asked for by name. */
const WORLD = '/etc/apk/world';

/** @type {import('@supermin/core').Backend} */
export const backend = {
  name: 'apk',

  freshness(host) {
    return [databaseOf(host), WORLD].filter((path) => host.stat(path) !== undefined);
  },

  async open({ host }) {
    return new ApkDatabase(host);
  },
};

function databaseOf(host) {
  const found = DATABASES.find((path) => host.stat(path) !== undefined);
  if (found !== undefined) return found;
  const places = DATABASES.join(' nor ');
  throw failure(
    'APK_DATABASE_MISSING',
    `there is neither ${places}`,
    'name an Alpine root with --root',
  );
}

/** @implements {import('@supermin/core').PackageDatabase} */
class ApkDatabase {
  #host;
  #packages;
  #byId;
  /** Every name to the packages that answer to it, the best one first. */
  #providers = new Map();
  /** Files to their packages; made when somebody asks for a path. */
  #owners;

  constructor(host) {
    this.#host = host;
    const path = databaseOf(host);
    this.#packages = parseInstalled(host.readFile(path).toString('latin1'), path);
    this.#byId = new Map(this.#packages.map((found) => [found.id, found]));
    for (const found of this.#packages) {
      for (const name of new Set([
        found.name,
        `${found.name}-${found.version}`,
        ...found.provides,
      ])) {
        this.#providers.set(name, [...(this.#providers.get(name) ?? []), found]);
      }
    }
    for (const [name, providers] of this.#providers) {
      const rank = (found) => (found.name === name ? Number.POSITIVE_INFINITY : found.priority);
      providers.sort((a, b) => rank(b) - rank(a) || (a.name < b.name ? -1 : 1));
    }
  }

  find(name) {
    if (name === '@world') return this.#world();
    const found = this.#provider(name);
    return found === undefined ? [] : [found];
  }

  names() {
    return this.#packages.map(({ name }) => name);
  }

  closure(roots, { weak = false }) {
    const needed = new Set(roots.map((root) => this.#own(root)));
    // A set hands out what is added while it is walked.
    for (const found of needed) {
      const providers = found.needs.map((name) => this.#provider(name));
      for (const each of providers) if (each !== undefined) needed.add(each);
      // What `apk add` would install as well, now that this one is there.
      if (weak) for (const each of this.#calledFor(needed)) needed.add(each);
    }
    return [...needed].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async contents(packages, signal) {
    const contents = [];
    for (const each of packages) {
      signal.throwIfAborted();
      const files = this.#own(each).files.map((file) => ({
        path: file.path,
        config: this.#isConfig(file),
      }));
      contents.push({ package: each, files });
    }
    return contents;
  }

  /** The host's config files, if they are as shipped. What was edited would have to be downloaded: left to you. */
  async pristine(contents, { useInstalled }) {
    const pristine = [];
    for (const {
      package: { id },
      files,
    } of contents) {
      const digests = new Map(this.#own({ id }).files.map(({ path, digest }) => [path, digest]));
      for (const { path } of files.filter(({ config }) => config)) {
        const status = this.#host.stat(path);
        if (status?.type !== 'file') {
          if (useInstalled) continue;
          throw edited(path, id, 'removed');
        }
        const bytes = this.#host.readFile(path);
        if (!useInstalled && digestOf(bytes, digests.get(path)) !== digests.get(path)) {
          throw edited(path, id, 'edited');
        }
        pristine.push({ path, mode: status.mode, mtime: status.mtime, bytes });
      }
    }
    return pristine.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  listEntry({ name, version }) {
    return `${name}-${version}`;
  }

  /** The packages come back as plain values: theirs is the id, ours the rest. */
  #own({ id }) {
    const found = this.#byId.get(id);
    if (found === undefined)
      throw failure('APK_UNKNOWN', `package ${id} is not in this apk database`);
    return found;
  }

  #provider(name) {
    return this.#providers.get(name)?.[0] ?? (name.startsWith('/') ? this.#owner(name) : undefined);
  }

  /** `/bin/sh` may be spelled `/usr/bin/sh` in the database, where `/bin` is a link. */
  #owner(path) {
    // Where its bytes are, links followed.
    const real = (file) => JSON.stringify(this.#host.open(file));
    this.#owners ??= new Map(
      this.#packages.flatMap((found) =>
        found.files.filter((file) => !file.isDirectory).map(({ path }) => [real(path), found]),
      ),
    );
    return /\/\.{0,2}$|\0/.test(path) ? undefined : this.#owners.get(real(path));
  }

  #world() {
    if (this.#host.stat(WORLD) === undefined) return [];
    const words = this.#host.readFile(WORLD).toString('latin1').split(/\s+/).filter(Boolean);
    const found = words.map((word) => this.#provider(nameOf(word)));
    return [...new Set(found.filter((each) => each !== undefined))];
  }

  #calledFor(needed) {
    const there = (name) => needed.has(this.#provider(name));
    return this.#packages.filter(({ installIf }) => installIf.length > 0 && installIf.every(there));
  }

  /** apk protects what is in /etc. A link there is no config file: it has nothing to edit. */
  #isConfig({ path, isDirectory }) {
    return !isDirectory && path.startsWith('/etc/') && this.#host.lstat(path)?.type !== 'symlink';
  }
}

/** In the database's spelling: `Q1` and the SHA-1 in base64, or `Q2` and the SHA-256. */
function digestOf(bytes, like = '') {
  const algorithm = like.startsWith('Q2') ? 'sha256' : 'sha1';
  return like.slice(0, 2) + createHash(algorithm).update(bytes).digest('base64');
}

function edited(path, id, what) {
  return failure(
    'APK_EDITED',
    `${path} of ${id} was ${what}, and this plugin can not download its original`,
    'take the config files as they are with --use-installed',
  );
}
