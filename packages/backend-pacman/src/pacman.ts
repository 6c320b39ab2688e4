import type { OpenOptions } from '@supermin/core';
import { FileOwners, type PackageManager } from '@supermin/core/backend';
import { packageFiles } from './contents/contents.ts';
import { FileLists } from './database/file-lists.ts';
import type { InstalledPackage } from './database/installed-package.ts';
import { mainArchitecture } from './database/main-architecture.ts';
import { PackageIndex } from './database/package-index.ts';
import type { InstalledPackages } from './database/read-packages.ts';
import { findOriginals } from './download/find-originals.ts';
import { findByName } from './find/by-name.ts';
import { essentialPackages } from './find/essential.ts';
import { packageMembers } from './pristine/archive.ts';
import { configFiles } from './pristine/config-files.ts';
import { chooseSatisfier } from './resolve/choose.ts';
import { dependencyRules } from './resolve/dependency-rules.ts';
import { resolveAsSupermin5 } from './resolve/supermin5.ts';
import type { Dependency } from './version/dependency.ts';

/** pacman's database under one host root. */
export function pacman(
  context: OpenOptions,
  { packages, unusable }: InstalledPackages,
): PackageManager<InstalledPackage, Dependency> {
  const { host, report } = context;
  const index = new PackageIndex(packages, unusable);
  const lists = new FileLists(host, report);
  const owners = new FileOwners(host, packages, (found, name) => lists.named(found, name));
  return {
    name: 'pacman',
    packages,
    findByName(name) {
      const found = findByName(index, name);
      if (found === undefined) index.refuseUnusable(name);
      return found;
    },
    findByPath(path) {
      const found = owners.of(path);
      return found.length === 0 ? undefined : chooseSatisfier(found, '', undefined);
    },
    essential: () => essentialPackages(index),
    source: ({ base: name, version }) => ({ name, version }),
    dependencies: dependencyRules(index),
    closureOfSupermin5: (roots) => resolveAsSupermin5(index, roots),
    contents: () => (found) => packageFiles(host, lists, found),
    configFiles: {
      configFiles: (found, files) => configFiles(host, lists, found, files),
      download: (wanted, options) =>
        findOriginals({ ...context, arch: mainArchitecture(packages) }, wanted, options),
      members: packageMembers,
    },
    listEntry: ({ name, version, arch }) => `${name}-${version}.${arch}`,
  };
}
