import type {
  RepositoryContext,
  RepositoryPackage,
  RepositorySource,
  RepositorySupport,
} from '@supermin/core';
import { addressPath } from '@supermin/core/backend';
import { configuration } from './configure/configuration.ts';
import { rootNodes } from './database/root-nodes.ts';
import { openRepository } from './package-repository.ts';
import { addressesOf } from './sources/addresses.ts';
import { unpackRpm } from './unpack/unpack-rpm.ts';

/** Repositories of rpm packages. */
export const repository: RepositorySupport = {
  open: openRepository,
  addresses,
  unpack: unpackRpm,
  root: (packages) => rootNodes(packages),
  configuration,
  configuresFiles: true,
};

function addresses(
  source: RepositorySource,
  { path }: RepositoryPackage,
  { mirrors }: RepositoryContext,
): string[] {
  return addressesOf(source, mirrors).map((address) => `${address}/${addressPath(path)}`);
}
