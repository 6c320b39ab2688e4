import type { OpenOptions } from '@supermin/core';
import { type PackageManager, readAlternatives } from '@supermin/core/backend';
import { contentsOf } from './contents/contents.ts';
import { readDiversions } from './database/diversions.ts';
import { FileLists } from './database/file-lists.ts';
import type { InstalledPackage } from './database/installed-package.ts';
import { ALTERNATIVE_GROUPS } from './database/locations.ts';
import { readIndex } from './database/read-index.ts';
import { findByName } from './find/by-name.ts';
import { PathOwners } from './find/path-owners.ts';
import type { Clause } from './format/relation.ts';
import type { Stanza } from './format/stanza.ts';
import { debMembers } from './pristine/archive.ts';
import { configFiles } from './pristine/config-files.ts';
import { download } from './pristine/download.ts';
import { dependencyRules } from './resolve/dependency-rules.ts';
import { resolveAsSupermin5 } from './resolve/supermin5.ts';

/**
 * dpkg's database under one host root.
 *
 * @param stanzas see `readStatus`
 */
export function dpkg(
  context: OpenOptions,
  stanzas: readonly Stanza[],
): PackageManager<InstalledPackage, Clause> {
  const { host, report } = context;
  const lists = new FileLists(host, report);
  const index = readIndex(host, lists, stanzas, report);
  const diversions = readDiversions(host);
  const owners = new PathOwners(host, index, lists, diversions);
  return {
    name: 'dpkg',
    packages: index.packages,
    findByName: (name) => findByName(index, name),
    findByPath: (path) => owners.find(path),
    essential: () => index.packages.filter(({ essential }) => essential),
    alternatives: () => readAlternatives(host, [ALTERNATIVE_GROUPS]),
    source: (found) => found.source,
    dependencies: dependencyRules(index),
    closureOfSupermin5: (roots) => resolveAsSupermin5(index, roots),
    contents: (packages) => contentsOf({ host, lists, diversions }, packages),
    configFiles: {
      configFiles: (found, files) => configFiles(host, diversions, found, files),
      download: (packages, options) =>
        download({ ...context, native: index.native, options }, packages),
      members: debMembers,
    },
    listEntry: ({ name, version, arch }) => `${name}_${version}_${arch}`,
  };
}
