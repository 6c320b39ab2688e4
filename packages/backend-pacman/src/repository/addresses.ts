import { pathToFileURL } from 'node:url';
import {
  baseName,
  joinPath,
  type RepositoryContext,
  type RepositoryPackage,
  type RepositorySource,
  shownPath,
} from '@supermin/core';
import { addressPath } from '@supermin/core/backend';
import { DEFAULT_CACHE } from '../database/locations.ts';
import { addressesOf } from './sources/addresses.ts';

/** Where a package file may be: what pacman on this machine has downloaded, and then the servers. */
export async function packageAddresses(
  { uri, archive, mirrors: others = [] }: RepositorySource,
  { path }: RepositoryPackage,
  { host, mirrors }: RepositoryContext,
): Promise<string[]> {
  const kept = joinPath(DEFAULT_CACHE, baseName(path));
  const local = host.stat(kept)?.type === 'file' ? [pathToFileURL(shownPath(host, kept)).href] : [];
  const directory = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  const source = { uri, archive, directory, mirrors: others };
  const directories = await addressesOf(source, mirrors, host);
  const name = addressPath(baseName(path));
  return [...local, ...directories.map((address) => `${address}/${name}`)];
}
