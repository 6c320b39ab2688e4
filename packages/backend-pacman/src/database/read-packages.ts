import {
  type BytePath,
  baseName,
  type CallContext,
  displayPath,
  type Host,
  isSuperminError,
  joinPath,
  Pacer,
  parentPath,
  type Report,
  shownPath,
  systemErrorCode,
} from '@supermin/core';
import { byId, UnusablePackages } from '@supermin/core/backend';
import { damaged, databaseMissing, unsupportedVersion } from '../errors.ts';
import { compareVersions } from '../version/evr.ts';
import { InstalledPackage } from './installed-package.ts';
import { isDirectory, localDatabase, localFile, VERSION_FILE } from './locations.ts';
import { readSectionFile } from './read-file.ts';

/** The format that pacman has written since version 4.1. */
const KNOWN_VERSION = '9';

export interface InstalledPackages {
  /** In byte order of their names. */
  packages: InstalledPackage[];
  unusable: UnusablePackages;
}

/**
 * The installed packages. A record that cannot be read (of an interrupted transaction, or of one that pacman is at) is
 * reported.
 */
export async function readPackages({
  host,
  signal,
  report,
}: CallContext): Promise<InstalledPackages> {
  const local = localDatabase(host);
  if (!isDirectory(host, local)) throw databaseMissing(shownPath(host, local));
  checkVersion(host, local);
  const pacer = new Pacer(signal);
  const packages = new Map<string, InstalledPackage>();
  const unusable = new UnusablePackages(report);
  for (const entry of host.readdir(local)) {
    if (pacer.due()) await pacer.rest();
    if (entry.startsWith('.') || entry === VERSION_FILE) continue;
    try {
      const found = readPackage(host, joinPath(local, entry));
      if (found !== undefined) addNewer(packages, found, host, report);
    } catch (error) {
      if (!isSuperminError(error)) throw error;
      unusable.addUnread([nameOf(entry)], error);
    }
  }
  return { packages: [...packages.values()].sort(byId), unusable };
}

/** Of two records of one package, which an interrupted update leaves. */
function addNewer(
  packages: Map<string, InstalledPackage>,
  found: InstalledPackage,
  host: Host,
  report: Report,
): void {
  const other = packages.get(found.name);
  if (other !== undefined) {
    const [one, two] = [baseName(other.directory), baseName(found.directory)];
    report({
      kind: 'warning',
      text: `${displayPath(shownPath(host, parentPath(found.directory)))}: ${one} and ${two} are one package; the newer one counts`,
      hint: 'an update was interrupted: install the package again',
    });
    if (compareVersions(other.version, found.version) > 0) return;
  }
  packages.set(found.name, found);
}

/** `bash-5.3.9-1`: both the version and the release are without dashes. */
function nameOf(entry: string): string {
  return /^(.+)-[^-]+-[^-]+$/s.exec(entry)?.[1] ?? entry;
}

/** Undefined for what is not a directory: pacman passes over files that others have put there. */
function readPackage(host: Host, directory: BytePath): InstalledPackage | undefined {
  if (!isDirectory(host, directory)) return undefined;
  const desc = readSectionFile(host, localFile(directory, 'desc'));
  // What a filesystem leaves that lost its power while pacman was writing.
  if (desc.isEmpty) throw damaged(desc.path, 'it is empty');
  return new InstalledPackage(directory, desc);
}

function checkVersion(host: Host, local: BytePath): void {
  const path = joinPath(local, VERSION_FILE);
  try {
    const version = host.readFile(path).toString('latin1').trim();
    if (version !== KNOWN_VERSION)
      throw unsupportedVersion(shownPath(host, path), version.slice(0, 20));
  } catch (error) {
    // Images that were stripped of it are as good.
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}
