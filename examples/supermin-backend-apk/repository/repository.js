import { machine } from 'node:os';
import { addressPath } from '@supermin/core/backend';
import { fetchIndex } from './apk-index.js';
import { rootNodes } from './installed.js';
import { unpack, verifiedDigest } from './package-file.js';
import { Pool, resolve } from './resolve.js';
import { addressesOf, sourcesOf } from './sources.js';

/** What a minimal Alpine is made of. */
const BASE = 'alpine-base';

/** apk's name of an architecture, and that of `uname -m`. */
const NAMES = [
  ['x86', 'i686'],
  ['armv7', 'armv7l'],
];

/** Packages of Alpine that are not installed. @type {import('@supermin/core').RepositorySupport} */
export const repository = {
  async open(options) {
    const { from, host, mirrors, arch: wanted = machine() } = options;
    const arch = NAMES.find((names) => names.includes(wanted))?.[0] ?? wanted;
    const sources = from.flatMap((each) => sourcesOf(each, host));
    const indexes = await Promise.all(
      sources.map((source) => fetchIndex(source, addressesOf(source, mirrors), arch, options)),
    );
    const entries = indexes.flatMap((list, source) => list.map((each) => ({ ...each, source })));
    return new ApkRepository(sources, new Pool(entries), { ...options, arch });
  },

  addresses({ uri, archive }, { path }, { mirrors }) {
    return addressesOf({ uri, archive }, mirrors).map((each) => `${each}/${addressPath(path)}`);
  },

  unpack,
  root: rootNodes,
};

/** @implements {import('@supermin/core').PackageRepository} */
class ApkRepository {
  #pool;
  #options;
  /** What an entry of the index has, and a package of core has not. */
  #checksums = new Map();

  constructor(sources, pool, options) {
    this.arch = options.arch;
    this.cpu = NAMES.find(([apk]) => apk === this.arch)?.[1] ?? this.arch;
    this.sources = sources.map(({ uri, archive }) => ({ uri, archive }));
    this.#pool = pool;
    this.#options = options;
  }

  resolve(names) {
    const packages = resolve(this.#pool, names).map((entry) => this.#described(entry));
    return { packages: packages.sort((a, b) => (a.id < b.id ? -1 : 1)), notes: [] };
  }

  has(name) {
    return this.#pool.has(name);
  }

  essential() {
    return this.has(BASE) ? [BASE] : ['busybox', 'musl'].filter((name) => this.has(name));
  }

  kernel() {
    const [entry] = this.#pool.satisfiers({ name: 'linux-virt', operator: '', version: '' });
    return entry && this.#described(entry);
  }

  /** An index of apk has a SHA-1 of the part of a package that leads to the rest: the whole has to be looked at once. */
  async complete(packages) {
    const { fetcher } = this.#options;
    const all = [];
    for (const pkg of packages) {
      const { name, version, size, path, source } = pkg;
      const urls = repository.addresses(this.sources[source], pkg, this.#options);
      const checksum = this.#checksums.get(path);
      const look = (file) => verifiedDigest(file, { name, version, checksum });
      const sha256 = await fetcher.fetch({ name: `${name} ${version}`, urls, size }, look);
      all.push({ ...pkg, sha256 });
    }
    return all;
  }

  #described({ name, version, arch, size, source, checksum }) {
    const path = `${this.arch}/${name}-${version}.apk`;
    this.#checksums.set(path, checksum);
    return { name, version, arch, id: name, source, path, size, sha256: '' };
  }
}
