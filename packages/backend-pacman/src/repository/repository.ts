import type { RepositorySupport } from '@supermin/core';
import { packageAddresses } from './addresses.ts';
import { configuration } from './configure/configuration.ts';
import { rootNodes } from './database/root-nodes.ts';
import { openRepository } from './package-repository.ts';
import { unpackPackage } from './unpack/unpack-package.ts';

/** pacman's repositories. */
export const repository: RepositorySupport = {
  open: openRepository,
  addresses: packageAddresses,
  unpack: unpackPackage,
  root: rootNodes,
  configuration,
  configuresFiles: true,
};
