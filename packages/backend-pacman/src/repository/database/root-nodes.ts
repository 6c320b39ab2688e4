import { type BytePath, joinPath, type LayeredPackage, type RootNodes } from '@supermin/core';
import { textFile } from '@supermin/core/backend';
import type { TreeNode } from '@supermin/core/writer';
import { DEFAULT_LOCAL, VERSION_FILE } from '../../database/locations.ts';
import type { PackageNotes } from '../unpack/unpack-package.ts';
import { encodeDesc, encodeFiles } from './local-entry.ts';

/** The format of the database that pacman has had since 2011. */
const VERSION = '9\n';

/** What of a package file lies in the database as it is. */
const COPIED: readonly (readonly [member: string, name: string])[] = [
  ['.MTREE', 'mtree'],
  ['.INSTALL', 'install'],
  ['.CHANGELOG', 'changelog'],
];

/**
 * pacman's database for packages that were unpacked: a directory for each. All times are those of the newest file of the package.
 * No package has links that others are unpacked through but `filesystem`, which is one of them.
 */
export function rootNodes(packages: readonly LayeredPackage[]): RootNodes {
  const above = new Map<BytePath, TreeNode>();
  const newest = packages.reduce((latest, each) => Math.max(latest, each.newest), 0);
  above.set(joinPath(DEFAULT_LOCAL, VERSION_FILE), textFile(VERSION, newest));
  for (const { package: pkg, notes: kept, newest: time } of packages) {
    const notes = kept as unknown as PackageNotes;
    const directory = joinPath(DEFAULT_LOCAL, `${pkg.name}-${pkg.version}`);
    const put = (name: string, text: string) =>
      above.set(joinPath(directory, name), textFile(text, time));
    put('desc', encodeDesc(notes, time));
    put('files', encodeFiles(notes));
    for (const [member, name] of COPIED) {
      const text = notes.metadata[member];
      if (text !== undefined) put(name, text);
    }
  }
  return { below: new Map(), emptied: [DEFAULT_LOCAL], above };
}
