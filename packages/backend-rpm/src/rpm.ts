import type { BytePath, OpenOptions } from '@supermin/core';
import {
  FileOwners,
  type PackageManager,
  readAlternatives,
  type UnusablePackages,
} from '@supermin/core/backend';
import { packageFiles } from './contents/contents.ts';
import type { InstalledPackage } from './database/installed-package.ts';
import { nevraOf } from './database/installed-package.ts';
import { listedPaths } from './database/listed-paths.ts';
import { ALTERNATIVE_GROUPS } from './database/locations.ts';
import { PackageIndex } from './database/package-index.ts';
import { releaseVersion } from './database/release-version.ts';
import { parseSourceName } from './database/source-name.ts';
import { familyOf } from './families/choose-family.ts';
import { findByName } from './find/by-name.ts';
import { essentialPackages } from './find/essential.ts';
import type { Dependency, PackageRecord } from './format/package-record.ts';
import { rpmMembers } from './pristine/archive.ts';
import { configFiles } from './pristine/config-files.ts';
import { download } from './pristine/download.ts';
import { chooseProvider } from './resolve/choose.ts';
import { dependencyRules } from './resolve/dependency-rules.ts';
import { Satisfiers } from './resolve/satisfiers.ts';
import { resolveAsSupermin5 } from './resolve/supermin5.ts';

/** rpm's database under one host root. */
export function rpm(
  context: OpenOptions,
  records: readonly PackageRecord[],
  unusable: UnusablePackages,
): PackageManager<InstalledPackage, Dependency> {
  const { host } = context;
  const index = new PackageIndex(records);
  const owners = new FileOwners(host, index.packages, listedPaths);
  const satisfiers = new Satisfiers(index, owners);
  return {
    name: 'rpm',
    packages: index.packages,
    findByName(name) {
      const found = findByName(satisfiers, name);
      if (found === undefined) unusable.refuse(name);
      return found;
    },
    findByPath: (path) => ownerOf(satisfiers, path),
    essential: () => essentialPackages(index),
    alternatives: () => readAlternatives(host, ALTERNATIVE_GROUPS),
    source: ({ record }) => parseSourceName(record.source),
    dependencies: dependencyRules(satisfiers, unusable),
    closureOfSupermin5: (roots) => resolveAsSupermin5(satisfiers, roots),
    contents: () => (found) => packageFiles(host, found),
    configFiles: {
      configFiles,
      download: (packages, options) => {
        const family = familyOf(host, context.family);
        const release = releaseVersion(host, index);
        return download({ ...context, family, releaseVersion: release, options }, packages);
      },
      members: rpmMembers,
    },
    listEntry: ({ record }) => nevraOf(record),
  };
}

/** The package that owns a file, or else provides its path. */
function ownerOf(satisfiers: Satisfiers, path: BytePath): InstalledPackage | undefined {
  const owners = satisfiers.owners.of(path);
  const found = owners.length > 0 ? owners : satisfiers.of({ name: path, flags: 0, version: '' });
  if (found.length === 0) return undefined;
  return chooseProvider(satisfiers.index.architectures, found, undefined);
}
