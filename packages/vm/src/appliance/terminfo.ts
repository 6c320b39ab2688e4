import { readFileSync, statSync } from 'node:fs';
import { type BytePath, type Host, joinPath, type PackageDatabase } from '@supermin/core';
import type { ArchiveMember } from '@supermin/newc';

/** Where terminfo(5) has its entries: distributions', an administrator's. */
const DIRECTORIES: readonly BytePath[] = [
  ...['/etc/terminfo', '/lib/terminfo', '/usr/lib/terminfo', '/usr/share/terminfo'],
];

/** No path, and as terminals are called. */
const NAME = /^[A-Za-z0-9][\w.+-]*$/;

/** Far more than an entry has. */
const LARGEST = 64 << 10;

export interface TerminfoRequest {
  /** Where the VM's packages are read from. */
  host: Host;
  database: PackageDatabase;
  /** Ids of packages that the VM has. */
  packages: ReadonlySet<string>;
  /** Where this machine has entries: the user's own, too. Default: the usual places. */
  places?: readonly string[];
}

/**
 * This machine's entry of a terminal that the VM's packages do not know, so that programs there find it.
 *
 * @param term `xterm-kitty`
 * @returns empty if the VM knows it, or nobody does
 */
export function terminfoEntry(term: string, request: TerminfoRequest): ArchiveMember[] {
  if (!NAME.test(term) || isKnown(term, request)) return [];
  const { places = ownPlaces() } = request;
  for (const place of places) {
    const content = readEntry(`${place}/${entryOf(term)}`);
    if (content === undefined) continue;
    const name = `usr/share/terminfo/${entryOf(term)}`;
    return [{ name, type: 'file', mode: 0o644, content }];
  }
  return [];
}

function entryOf(term: string): string {
  return `${term[0]}/${term}`;
}

function isKnown(term: string, { host, database, packages }: TerminfoRequest): boolean {
  return DIRECTORIES.map((directory) => joinPath(directory, entryOf(term))).some(
    (path) =>
      host.stat(path) !== undefined && database.find(path).some(({ id }) => packages.has(id)),
  );
}

/** As ncurses looks for them. */
function ownPlaces(): string[] {
  const { TERMINFO, HOME } = process.env;
  const own = [TERMINFO, HOME === undefined ? undefined : `${HOME}/.terminfo`];
  return [...own.filter((place) => place?.startsWith('/') === true), ...DIRECTORIES] as string[];
}

function readEntry(path: string): Buffer | undefined {
  try {
    const status = statSync(path);
    return status.isFile() && status.size <= LARGEST ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}
