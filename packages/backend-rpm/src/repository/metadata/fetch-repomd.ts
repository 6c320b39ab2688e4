import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  type BytePath,
  displayPath,
  type OpenRepositoryOptions,
  toSystemPath,
  withTemporaryDirectory,
} from '@supermin/core';
import {
  indexDamaged,
  indexOld,
  newestIndex,
  SeenIndexes,
  SignatureErrors,
  verifiedContent,
} from '@supermin/core/backend';
import { addressesOf } from '../sources/addresses.ts';
import { ownAddress } from '../sources/distributions.ts';
import type { Source } from '../sources/source.ts';
import { HINTS, keysOf } from '../trust/keys.ts';
import { type Places, placesOf } from './mirrors.ts';
import { parseRepomd, type Repomd } from './repomd.ts';

/** Bytes that a repomd.xml may have: Fedora's has 6,000. */
const LIMIT = 4 << 20;

/** Directory in the user's cache. */
const SEEN = 'rpm-repositories';

const FILE = 'repodata/repomd.xml';

export interface FetchedRepomd extends Repomd {
  source: Source;
  /** Where the repository is; the lock has the first. */
  uri: string;
  addresses: string[];
  /** Keys that packages have to be signed by; none if its index is signed, or nothing is asked for. */
  packageKeys: string[] | undefined;
}

/**
 * The top of a repository's index: the one that was downloaded within the last hour, else a new one; without a network, the last
 * one.
 *
 * @throws SuperminError `SIGNATURE_*`, `KEYRING_MISSING`, `INDEX_OLD`, `INDEX_DAMAGED`, `FROM_FILE`, `DOWNLOAD_*`
 */
export async function fetchRepomd(
  source: Source,
  options: OpenRepositoryOptions,
): Promise<FetchedRepomd> {
  const keys = source.checkIndex || source.checkPackages ? await keysOf(source, options) : [];
  if (keys.length === 0 && (source.checkIndex || source.checkPackages)) {
    throw new SignatureErrors(`repository ${displayPath(source.id)}`, HINTS).keyringMissing(
      source.keys,
    );
  }
  const places = await placesOf(source, options);
  const uri = places.addresses[0]!;
  const { archive } = source;
  const addresses =
    archive === undefined ? places.addresses : addressesOf({ uri, archive }, options.mirrors);
  const signedBy = source.checkIndex ? digestOf(keys.join('\n')) : 'anybody';
  const seen = new SeenIndexes(options.cacheDirectory, SEEN);
  const job = { source, places: { ...places, addresses }, keys };
  const address = addresses[0]!;
  const fault = (problem: string) => indexDamaged(`${address}/${FILE}`, problem);
  const repomd = await newestIndex(
    {
      ...{ name: source.id, address, place: addresses.join(' '), signedBy },
      // By what the configuration names: see `DatedIndex`.
      repository: [archive ?? '', namedPlace(source), source.id, signedBy].join(' '),
      isVouched: isVerified(job),
      fetch: () => fetchText(job, options),
      parse: (text) => parseRepomd(Buffer.from(text, 'latin1'), fault),
      tooOld: (found, last) => indexOld('INDEX_OLD', address, { found, last }),
    },
    seen,
    options,
  );
  // A signed index vouches for the digests of all packages.
  const packageKeys = source.checkPackages && !source.checkIndex ? keys : undefined;
  return { ...repomd, source, uri, addresses, packageKeys };
}

interface Job {
  source: Source;
  places: Places;
  keys: readonly string[];
}

function namedPlace({ addresses, metalink, mirrorlist }: Source): string {
  return addresses.length > 0 ? addresses.join(' ') : (metalink ?? mirrorlist!);
}

/**
 * Whether somebody vouches for the text that is downloaded: with a signature, with the digest in a metalink that nobody can forge, or by
 * TLS, where it is the distribution's own server that is asked, and no mirror.
 */
function isVerified({ source, places }: Job): boolean {
  if (source.checkIndex) return true;
  const own = source.archive === undefined ? undefined : ownAddress(source.archive);
  if (own?.startsWith('https:')) {
    return places.addresses.every((address) => address.startsWith(`${own}/`));
  }
  return places.repomd !== undefined && !namedPlace(source).startsWith('http:');
}

/** @returns the text, one byte a character */
function fetchText({ source, places, keys }: Job, options: OpenRepositoryOptions): Promise<string> {
  const { fetcher, host, signal, cacheDirectory } = options;
  const fetch = <T>(name: string, work: (path: BytePath) => Promise<T>) =>
    fetcher.fetch(
      {
        name: `${name} of ${source.id}`,
        urls: places.addresses.map((address) => `${address}/${name}`),
        limit: LIMIT,
      },
      work,
    );
  const address = `${places.addresses[0]}/${FILE}`;
  return fetch(FILE, async (file) => {
    const bytes = readFileSync(toSystemPath(file));
    const { repomd } = places;
    if (repomd !== undefined && !repomd.has(digestOf(bytes))) {
      throw indexDamaged(address, 'its SHA-256 is none of those in the list of mirrors');
    }
    if (!source.checkIndex) return bytes.toString('latin1');
    return fetch(`${FILE}.asc`, (signature) =>
      withTemporaryDirectory(cacheDirectory, async (directory) => {
        const signed = { file, signature, address };
        const signers = { keyrings: keys, hints: HINTS };
        const content = await verifiedContent(signed, signers, { host, directory, signal });
        return content.toString('latin1');
      }),
    );
  });
}

function digestOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
