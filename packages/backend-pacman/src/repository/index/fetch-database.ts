import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import {
  type BytePath,
  cacheName,
  FileCache,
  type OpenRepositoryOptions,
  toSystemPath,
} from '@supermin/core';
import {
  addressPath,
  indexDamaged,
  isFresh,
  mayKeep,
  type SeenIndex,
  SeenIndexes,
  warnOffline,
} from '@supermin/core/backend';
import { addressesOf } from '../sources/addresses.ts';
import type { Source } from '../sources/source.ts';
import { type Keyring, readKeyring } from '../trust/keyring.ts';
import { verifySigned } from '../trust/verify-signed.ts';
import type { IndexEntry } from './index-entry.ts';
import { decodeEntries, encodeEntries, LAYOUT } from './index-lines.ts';
import { readDatabase } from './read-database.ts';

/** Bytes of a packed index: Arch's largest has 8 MB. */
const LIMIT = 1 << 28;

/** Directories in the user's cache: which index was there last, and the packages of each. */
const SEEN = 'pacman-databases';
const KIND = 'pacman-packages';

export interface FetchedDatabase {
  source: Source;
  keyring: Keyring;
  entries: IndexEntry[];
}

/**
 * The packages of a repository: from the index that was downloaded within the last hour, else a new one; without a network, the last
 * one. What is kept of an index is known by its SHA-256, and was verified by the same keys.
 *
 * @throws SuperminError `SIGNATURE_*`, `KEYRING_MISSING`, `INDEX_DAMAGED`, `DOWNLOAD_*`
 */
export async function fetchDatabase(
  source: Source,
  options: OpenRepositoryOptions,
): Promise<FetchedDatabase> {
  const keyring = readKeyring(options.host, source.keyrings);
  const addresses = await addressesOf(source, options.mirrors, options.host);
  const urls = addresses.map((address) => `${address}/${addressPath(source.name)}.db`);
  const seen = new SeenIndexes(options.cacheDirectory, SEEN);
  const { database } = source.sigLevel;
  const signedBy = database === 'never' ? 'anybody' : `${database} ${keyring.identity}`;
  const known = seen.find(urls.join(' '), signedBy);
  const fetch = new DatabaseFetch({ source, keyring, urls }, options);
  if (isFresh(known, options)) {
    const entries = await fetch.kept(known.text);
    if (entries !== undefined) return { source, keyring, entries };
  }
  try {
    const { digest, entries } = await fetch.download();
    seen.save(urls.join(' '), { text: digest, fetched: Date.now() / 1000, signedBy });
    return { source, keyring, entries };
  } catch (error) {
    const entries = await fetch.instead(known, error);
    return { source, keyring, entries };
  }
}

interface Job {
  source: Source;
  keyring: Keyring;
  /** Of the index. */
  urls: readonly string[];
}

class DatabaseFetch {
  readonly #files: FileCache;

  constructor(
    private readonly job: Job,
    private readonly options: OpenRepositoryOptions,
  ) {
    this.#files = new FileCache(options.cacheDirectory, KIND);
  }

  /** @param digest of the index */
  async kept(digest: string): Promise<IndexEntry[] | undefined> {
    const file = await this.#files.get(nameOf(digest), async () => false);
    if (file === undefined) return undefined;
    return decodeEntries(readFileSync(toSystemPath(file), 'latin1'));
  }

  download(): Promise<{ digest: string; entries: IndexEntry[] }> {
    const { source, urls } = this.job;
    const name = `${source.name}.db`;
    return this.options.fetcher.fetch({ name, urls, limit: LIMIT }, async (file) => {
      await this.#verify(file);
      const digest = await sha256Of(file);
      return { digest, entries: (await this.kept(digest)) ?? (await this.#read(file, digest)) };
    });
  }

  /** What there was, where the servers cannot be reached. */
  async instead(known: SeenIndex | undefined, error: unknown): Promise<IndexEntry[]> {
    const entries =
      known !== undefined && mayKeep(error, this.options) ? await this.kept(known.text) : undefined;
    if (entries === undefined) throw error;
    const { urls, source } = this.job;
    warnOffline(urls[0]!, source.name, this.options);
    return entries;
  }

  async #verify(file: BytePath): Promise<void> {
    const { source, keyring, urls } = this.job;
    const { database } = source.sigLevel;
    if (database === 'never') return;
    await verifySigned({ file, urls, what: urls[0]! }, database, keyring, this.options);
  }

  async #read(file: BytePath, digest: string): Promise<IndexEntry[]> {
    const fault = (problem: string) => indexDamaged(this.job.urls[0]!, problem);
    const entries = await readDatabase(file, this.options.signal, fault);
    await this.#files.get(nameOf(digest), async (temporary) => {
      writeFileSync(toSystemPath(temporary), encodeEntries(entries), 'latin1');
      return true;
    });
    return entries;
  }
}

function nameOf(digest: string): string {
  return `${cacheName([LAYOUT, digest])}.lines`;
}

async function sha256Of(file: BytePath): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(toSystemPath(file))) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
