import { readFileSync } from 'node:fs';
import {
  type BytePath,
  displayPath,
  isSuperminError,
  type OpenRepositoryOptions,
  toSystemPath,
  withTemporaryDirectory,
} from '@supermin/core';
import {
  indexOld,
  newestIndex,
  SeenIndexes,
  SignatureErrors,
  verifiedContent,
} from '@supermin/core/backend';
import { releaseDamaged, releaseExpired, releaseMissing, releaseOther } from '../errors.ts';
import { addressesOf } from '../sources/addresses.ts';
import { nearestRelease } from '../sources/distributions.ts';
import type { Source } from '../sources/source.ts';
import { HINTS, signersOf } from './keyring.ts';
import { parseRelease, type Release } from './release.ts';

/** Bytes that a Release file may have: Debian's have 150,000. */
const LIMIT = 16 << 20;

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
  const at = `${source.uri} ${source.suite}`;
  const release = await newestIndex(
    {
      ...{ name: source.suite, address: addresses[0]!, place, signedBy },
      repository: `${source.archive ?? source.uri} ${source.suite} ${signedBy}`,
      isVouched: source.trusted !== true,
      fetch: () => fetchText(source, addresses, options),
      parse: (text) => checked(text, source),
      tooOld: (found, last) => indexOld('RELEASE_OLD', at, { found, last }),
    },
    seen,
    options,
  );
  return { ...release, source, addresses };
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
  const signers = signersOf(source, host);
  const verify = (file: BytePath, signature?: BytePath) =>
    source.trusted
      ? Promise.resolve(unsigned(readFileSync(toSystemPath(file), 'utf8')))
      : withTemporaryDirectory(cacheDirectory, async (directory) => {
          const signed = { file, signature, address };
          const options = { host, directory, signal };
          return (await verifiedContent(signed, signers, options)).toString('utf8');
        });
  const unlessMissing = (error: unknown) => {
    if (!isSuperminError(error) || error.code !== 'DOWNLOAD_MISSING') throw error;
  };
  const inRelease = fetch('InRelease', (file) => verify(file));
  return inRelease.catch((error) => {
    unlessMissing(error);
    let isThere = false;
    const release = fetch('Release', async (file) => {
      isThere = true;
      return source.trusted
        ? verify(file)
        : fetch('Release.gpg', (signature) => verify(file, signature));
    });
    return release.catch((failure) => {
      unlessMissing(failure);
      throw isThere
        ? new SignatureErrors(address, HINTS).missing()
        : releaseMissing(address, nearestRelease(source), failure);
    });
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
