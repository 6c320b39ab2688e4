import { readFileSync } from 'node:fs';
import {
  type BytePath,
  displayPath,
  isSuperminError,
  type OpenRepositoryOptions,
  toSystemPath,
  withTemporaryDirectory,
} from '@supermin/core';
import { type SeenIndex, SeenIndexes, verifiedContent } from '@supermin/core/backend';
import { releaseDamaged, releaseExpired, releaseOld, releaseOther } from '../errors.ts';
import { addressesOf } from '../sources/addresses.ts';
import type { Source } from '../sources/source.ts';
import { HINTS, trustedKeyrings } from './keyring.ts';
import { parseRelease, type Release } from './release.ts';

/** Bytes that a Release file may have: Debian's have 150,000. */
const LIMIT = 16 << 20;

/** Seconds for which a Release file is taken as new. */
const FRESH = 3600;

/** A Release file may be this many seconds older than the newest one that was seen: mirrors are behind each other. */
const BEHIND = 24 * 3600;

/** Directory in the user's cache. */
const SEEN = 'dpkg-releases';

export interface FetchedRelease extends Release {
  source: Source;
  /** Addresses of the archive, those that had it first. */
  addresses: string[];
}

/**
 * The Release file of a source: the one that was downloaded within the last hour, else a new one; without a network, the last one
 * while it is valid.
 *
 * @throws SuperminError `SIGNATURE_*`, `KEYRING_MISSING`, `RELEASE_EXPIRED`, `RELEASE_OLD`, `RELEASE_OTHER`, `RELEASE_DAMAGED`,
 *   `DOWNLOAD_*`
 */
export async function fetchRelease(
  source: Source,
  options: OpenRepositoryOptions,
): Promise<FetchedRelease> {
  const addresses = addressesOf(source, options.mirrors, options.host);
  const seen = new SeenIndexes(options.cacheDirectory, SEEN);
  const place = `${addresses.join(' ')} ${source.suite}`;
  const signedBy = source.trusted === true ? 'anybody' : (source.signedBy ?? ['apt']).join(' ');
  const last = seen.find(place);
  const known = last?.signedBy === signedBy ? last : undefined;
  // Not of one mirror: another one must not bring back what this machine has left behind.
  const suite = `${source.archive ?? source.uri} ${source.suite} ${signedBy}`;
  const newest = seen.newest(suite);
  const now = Date.now() / 1000;
  if (known !== undefined && !options.update && Math.abs(now - known.fetched) < FRESH) {
    const release = checked(known.text, source);
    if (release.date >= newest - BEHIND) return { ...release, source, addresses };
  }
  const fetched = await fetchOrKeep(source, addresses, known, options);
  const text = fetched ?? known!.text;
  const release = checked(text, source);
  refuseOlder(release, newest, source);
  // A date in the future would shut out all that follows, and so would one that anybody can have written.
  if (source.trusted !== true) seen.saveDate(suite, Math.min(release.date, now));
  if (fetched !== undefined) seen.save(place, { text, fetched: now, signedBy });
  return { ...release, source, addresses };
}

/** @returns the verified text; undefined if the last one has to do */
async function fetchOrKeep(
  source: Source,
  addresses: readonly string[],
  known: SeenIndex | undefined,
  options: OpenRepositoryOptions,
): Promise<string | undefined> {
  try {
    return await fetchText(source, addresses, options);
  } catch (error) {
    const isOffline = isSuperminError(error) && error.code === 'DOWNLOAD_FAILED';
    if (known === undefined || !isOffline || options.update) throw error;
    const text = `${addresses[0]} cannot be reached: ${source.suite} could not be checked: using the copy from the last check`;
    options.report({ kind: 'warning', text });
    return undefined;
  }
}

function fetchText(
  source: Source,
  addresses: readonly string[],
  { fetcher, host, signal, cacheDirectory }: OpenRepositoryOptions,
): Promise<string> {
  const bases = addresses.map((address) => suiteAddress(address, source.suite));
  const fetch = <T>(name: string, work: (path: BytePath) => Promise<T>) =>
    fetcher.fetch(
      {
        name: `${name} of ${source.suite}`,
        urls: bases.map((base) => `${base}/${name}`),
        limit: LIMIT,
      },
      work,
    );
  const address = bases[0]!;
  const signers = { keyrings: source.signedBy ?? trustedKeyrings(host), hints: HINTS };
  const verify = (file: BytePath, signature?: BytePath) =>
    source.trusted
      ? Promise.resolve(unsigned(readFileSync(toSystemPath(file), 'utf8')))
      : withTemporaryDirectory(cacheDirectory, async (directory) => {
          const signed = { file, signature, address };
          const options = { host, directory, signal };
          return (await verifiedContent(signed, signers, options)).toString('utf8');
        });
  const inRelease = fetch('InRelease', (file) => verify(file));
  return inRelease.catch((error) => {
    if (!isSuperminError(error) || error.code !== 'DOWNLOAD_MISSING') throw error;
    return fetch('Release', async (file) =>
      source.trusted ? verify(file) : fetch('Release.gpg', (signature) => verify(file, signature)),
    );
  });
}

/** `bookworm` is below `dists`; `./` and other directories are not. */
export function suiteAddress(address: string, suite: string): string {
  if (!suite.endsWith('/')) return `${address}/dists/${suite}`;
  return `${address}/${suite}`.replace(/\/\.?\/*$/, '').replace(/\/\.$/, '');
}

/** Of a clearsigned text that nobody has to have signed. */
function unsigned(text: string): string {
  const [, body] =
    /^-----BEGIN PGP SIGNED MESSAGE-----\r?\n(?:.+\n)*\n([\s\S]*?)-----BEGIN PGP SIGNATURE-----/.exec(
      text,
    ) ?? [];
  return body?.replace(/^- /gm, '') ?? text;
}

function checked(text: string, source: Source): Release {
  const release = parseRelease(text);
  const address = `${source.uri} ${source.suite}`;
  if (release === undefined) throw releaseDamaged(address);
  const { suite, codename, validUntil } = release;
  const wanted = source.suite;
  // An archive of a distribution has one name for each suite; others may call theirs what they like.
  const isKnown = source.archive !== undefined || source.ignoreExpiry === true;
  if (isKnown && !wanted.endsWith('/') && ![suite, codename].includes(wanted)) {
    throw releaseOther(address, displayPath(codename || suite));
  }
  if (validUntil !== undefined && !source.ignoreExpiry && validUntil < Date.now() / 1000) {
    throw releaseExpired(address, new Date(validUntil * 1000));
  }
  return release;
}

function refuseOlder({ date }: Release, newest: number, source: Source): void {
  if (date >= newest - BEHIND) return;
  const [older, newer] = [date, newest].map((each) => new Date(each * 1000));
  throw releaseOld(`${source.uri} ${source.suite}`, older!, newer!);
}
