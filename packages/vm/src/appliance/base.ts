import type { Host, PackageDatabase } from '@supermin/core';
import type { ArchiveMember } from '@supermin/newc';
import { findProgram } from '../program/find-program.ts';

/** What everybody types and not every distribution calls essential, by the names of its package here and there. */
export const TOOLS: readonly string[] = [
  'less',
  ...['procps', 'procps-ng'], // ps
  ...['ncurses', 'ncurses-bin', 'ncurses-utils'], // clear, tput
  ...['ncurses-base', 'ncurses-terminfo-base', 'terminfo-base'], // entries of common terminals
];

/**
 * Programs that a link stands for which no package need own (`/usr/bin/sh` to dash): with it in every base, the same one
 * serves all commands.
 */
const LINKED: readonly string[] = ['sh', 'awk'];

/** What tells which distribution this is: os-release(5). */
const FILES: readonly string[] = ['/etc/os-release', '/usr/lib/os-release'];

/** Configuration files of some distributions' packages that hold this machine's secrets. */
export const SECRETS: readonly string[] = [
  ...['/etc/shadow', '/etc/shadow-', '/etc/gshadow', '/etc/gshadow-', '/etc/security/opasswd'],
];

/** Where packages own them, they are as the packages have them. */
const DIRECTORIES: readonly (readonly [name: string, mode: number])[] = [
  ['home', 0o755],
  ['mnt', 0o755],
  ['root', 0o700],
  ['srv', 0o755],
  ['tmp', 0o1777],
  ['var/tmp', 0o1777],
];

/** A place to work in: what the VM has whatever it was asked for. */
export interface Base {
  /** Names of packages, as the package manager calls them. */
  packages: string[];
  /** Files of the host that no package of these brings. */
  hostfiles: string[];
}

/**
 * What the distribution calls essential, and a few tools beside it, as far as they are installed.
 *
 * @param database of `host`
 */
export function baseOf(database: PackageDatabase, host: Host): Base {
  const tools = TOOLS.flatMap((name) => database.find(name));
  const packages = [...(database.essential?.() ?? []), ...tools].map(({ id }) => id);
  const linked = LINKED.map((name) => findProgram(host, name));
  const files = [...FILES, ...linked.flatMap((chain) => chain.slice(-1))];
  const owners = files.flatMap((path) => database.find(path).map(({ id }) => id));
  const hostfiles = [...FILES, ...linked.flatMap((chain) => chain.slice(0, -1))];
  return { packages: [...packages, ...owners], hostfiles };
}

/** The directories of a base, as members of an archive. */
export function baseDirectories(): ArchiveMember[] {
  return DIRECTORIES.map(([name, mode]) => ({ name, type: 'directory', mode }));
}
