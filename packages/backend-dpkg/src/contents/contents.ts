import type { BytePath, Host, PackageFile } from '@supermin/core';
import type { Diversions } from '../database/diversions.ts';
import type { FileLists } from '../database/file-lists.ts';
import type { InstalledPackage } from '../database/installed-package.ts';
import type { Diversion } from '../format/diversions.ts';
import { configRule } from './config-files.ts';

/** What the files of a set of packages are looked up in. */
export interface ContentsSource {
  host: Host;
  lists: FileLists;
  diversions: Diversions;
}

/**
 * Lists the files of packages that will stand together in one appliance.
 *
 * A diverted file is read where the host has it. It is written where its package ships it, as if the diverting package
 * were not installed; unless that one is among the packages too and ships a file for the path. Then both stand in the
 * appliance just as they do on the host.
 */
export function contentsOf(
  source: ContentsSource,
  packages: readonly InstalledPackage[],
): (found: InstalledPackage) => PackageFile[] {
  const occupied = occupiedPaths(source, packages);
  return (found) => packageFiles(source, found, occupied);
}
/** Diverted paths at which the diverting package's own file stands in the appliance. */
function occupiedPaths(
  { lists, diversions }: ContentsSource,
  packages: readonly InstalledPackage[],
): Set<BytePath> {
  const occupied = new Set<BytePath>();
  for (const { path, by } of diversions) {
    const ships = packages.some(
      (found) => found.name === by && `\n${lists.file(found).text}`.includes(`\n${path}\n`),
    );
    if (ships) occupied.add(path);
  }
  return occupied;
}

function packageFiles(
  { host, lists, diversions }: ContentsSource,
  found: InstalledPackage,
  occupied: ReadonlySet<BytePath>,
): PackageFile[] {
  const isConfig = configRule(host, found);
  return lists.paths(found).map((path) => {
    const diversion = diversions.moving(path, found.name);
    if (diversion === undefined) return { path, config: isConfig(path, path) };
    return divertedFile(diversion, isConfig(path, diversion.divertedTo), occupied);
  });
}

function divertedFile(
  { path, divertedTo }: Diversion,
  config: boolean,
  occupied: ReadonlySet<BytePath>,
): PackageFile {
  return occupied.has(path) ? { path: divertedTo, config } : { path, hostPath: divertedTo, config };
}
