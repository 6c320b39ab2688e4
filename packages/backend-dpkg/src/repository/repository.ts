import { pathToFileURL } from 'node:url';
import {
  type RepositoryContext,
  type RepositoryPackage,
  type RepositorySource,
  type RepositorySupport,
  shownPath,
} from '@supermin/core';
import { addressPath } from '@supermin/core/backend';
import { configuration } from './configure/configuration.ts';
import { rootNodes } from './database/root-nodes.ts';
import { openRepository } from './package-repository.ts';
import { packageFault } from './package-syntax.ts';
import { addressesOf } from './sources/addresses.ts';
import { unpackDeb } from './unpack/unpack-deb.ts';

/** Where apt on this machine keeps what it has downloaded. */
const CACHE = '/var/cache/apt/archives';

/** apt's repositories. */
export const repository: RepositorySupport = {
  open: openRepository,
  packageFault,
  addresses,
  unpack: unpackDeb,
  root: rootNodes,
  configuration,
};

function addresses(
  source: RepositorySource,
  { name, version, arch, path }: RepositoryPackage,
  { host, mirrors }: RepositoryContext,
): string[] {
  const kept = `${CACHE}/${name}_${version.replaceAll(':', '%3a')}_${arch}.deb`;
  const local = host.stat(kept)?.type === 'file' ? [pathToFileURL(shownPath(host, kept)).href] : [];
  const remote = addressesOf(source, mirrors, host).map(
    (address) => `${address}/${addressPath(path)}`,
  );
  return [...local, ...remote];
}
