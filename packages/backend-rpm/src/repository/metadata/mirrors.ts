import { readFileSync } from 'node:fs';
import { type BytePath, type OpenRepositoryOptions, toSystemPath } from '@supermin/core';
import { indexDamaged } from '@supermin/core/backend';
import { addressUnusable } from '../errors.ts';
import type { Source } from '../sources/source.ts';
import { readXml } from './xml.ts';

/** Bytes of a list of mirrors. */
const LIMIT = 4 << 20;

/** More mirrors than anybody tries. */
const MOST = 20;

/** Where a repository is, and what its repomd.xml has to be. */
export interface Places {
  addresses: string[];
  /** SHA-256 digests of repomd.xml, of which one has to be right; undefined if nothing says so. */
  repomd?: ReadonlySet<string> | undefined;
}

/**
 * The addresses of a repository: those that it has itself, else those of its list of mirrors.
 *
 * @throws SuperminError `FROM_FILE`, `INDEX_DAMAGED`, `DOWNLOAD_*`
 */
export async function placesOf(source: Source, options: OpenRepositoryOptions): Promise<Places> {
  const { id, addresses, mirrorlist, metalink } = source;
  const all = [...addresses, ...[mirrorlist, metalink].filter((each) => each !== undefined)];
  const unusable = all.find((address) => !isUsable(address, OWN));
  if (unusable !== undefined) throw addressUnusable(id, unusable);
  if (addresses.length > 0) return { addresses: [...addresses] };
  const list = metalink ?? mirrorlist!;
  const places = await options.fetcher.fetch(
    { name: `list of mirrors of ${id}`, urls: [list], limit: LIMIT },
    (file) => readPlaces(file, list),
  );
  if (places.addresses.length === 0) throw indexDamaged(list, 'it lists no mirrors');
  return { ...places, addresses: places.addresses.slice(0, MOST) };
}

/** What the user's own configuration may name; a list that was downloaded must not lead to files of this machine. */
const OWN = /^(https?|file):\/\//;
const REMOTE = /^https?:\/\//;

function isUsable(address: string, schemes: RegExp): boolean {
  return !address.includes('$') && schemes.test(address) && URL.canParse(address);
}

function schemesOf(list: string): RegExp {
  return list.startsWith('file:') ? OWN : REMOTE;
}

async function readPlaces(file: BytePath, list: string): Promise<Places> {
  const bytes = readFileSync(toSystemPath(file));
  const text = bytes.toString('latin1');
  if (/<metalink\b/.test(text)) return readMetalink(bytes, list);
  const lines = text.split('\n').map((line) => line.trim().replace(/\/+$/, ''));
  return {
    addresses: lines.filter((line) => !line.startsWith('#') && isUsable(line, schemesOf(list))),
  };
}

const FILE = '/repodata/repomd.xml';

/** https://www.metalinker.org, version 3, with the digests of repomd.xml that mirrors may still have. */
async function readMetalink(bytes: Buffer, list: string): Promise<Places> {
  const addresses: string[] = [];
  const digests = new Set<string>();
  let type = '';
  const handler = {
    open: (name: string, attributes: Readonly<Record<string, string>>) => {
      if (name === 'hash') type = attributes.type ?? '';
    },
    close: (name: string, text: string) => {
      const value = text.trim();
      if (name === 'hash' && type === 'sha256') digests.add(value);
      if (name !== 'url' || !value.endsWith(FILE)) return;
      const address = value.slice(0, -FILE.length);
      if (isUsable(address, schemesOf(list))) addresses.push(address);
    },
  };
  await readXml(
    (async function* () {
      yield bytes;
    })(),
    handler,
    (problem) => indexDamaged(list, problem),
  );
  // Encrypted ones first: the digest is the same, the names of files are nobody else's matter.
  const https = (address: string) => Number(address.startsWith('https:'));
  return { addresses: addresses.sort((a, b) => https(b) - https(a)), repomd: digests };
}
