import {
  type CallContext,
  displayPath,
  type Host,
  joinPath,
  Pacer,
  systemErrorCode,
} from '@supermin/core';
import { byId } from '@supermin/core/backend';
import { damaged, databaseMissing, unsupportedVersion } from '../errors.ts';
import { compareVersions } from '../version/evr.ts';
import { InstalledPackage } from './installed-package.ts';
import { isDirectory, LOCAL, localFile, VERSION_FILE } from './locations.ts';
import { readSectionFile } from './read-file.ts';

/** The format that pacman has written since version 4.1. */
const KNOWN_VERSION = '9';

/** The installed packages, in byte order of their names. */
export async function readPackages({
  host,
  signal,
  report,
}: CallContext): Promise<InstalledPackage[]> {
  if (!isDirectory(host, LOCAL)) throw databaseMissing(host.locate(LOCAL));
  checkVersion(host);
  const pacer = new Pacer(signal);
  const packages = new Map<string, InstalledPackage>();
  for (const directory of host.readdir(LOCAL)) {
    if (pacer.due()) await pacer.rest();
    if (directory.startsWith('.') || directory === VERSION_FILE) continue;
    const found = readPackage(host, directory);
    if (found === undefined) continue;
    const twin = packages.get(found.name);
    if (twin !== undefined) {
      report({
        kind: 'warning',
        text: `${displayPath(host.locate(LOCAL))}: ${twin.directory} and ${directory} are one package; the newer one counts`,
        hint: 'an update was interrupted: install the package again',
      });
      if (compareVersions(twin.version, found.version) > 0) continue;
    }
    packages.set(found.name, found);
  }
  return [...packages.values()].sort(byId);
}

/** Undefined for what is not a directory: pacman passes over files that others have put there. */
function readPackage(host: Host, directory: string): InstalledPackage | undefined {
  if (!isDirectory(host, joinPath(LOCAL, directory))) return undefined;
  const desc = readSectionFile(host, localFile(directory, 'desc'));
  // What a filesystem leaves that lost its power while pacman was writing.
  if (desc.isEmpty) throw damaged(desc.path, 'it is empty');
  return new InstalledPackage(directory, desc);
}

function checkVersion(host: Host): void {
  const path = joinPath(LOCAL, VERSION_FILE);
  try {
    const version = host.readFile(path).toString('latin1').trim();
    if (version !== KNOWN_VERSION)
      throw unsupportedVersion(host.locate(path), version.slice(0, 20));
  } catch (error) {
    // Images that were stripped of it are as good.
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}
