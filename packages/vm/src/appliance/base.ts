import { baseName, type Host, type Package, type PackageDatabase } from '@supermin/core';
import type { ArchiveMember } from '@supermin/newc';
import { findProgram } from '../program/find-program.ts';

/**
 * What everybody types and not every distribution calls essential, by the names of its package here and there, of which the first that
 * is installed is meant: names are looked up in no time, paths are not.
 */
export const TOOLS: readonly (readonly string[])[] = [
  ['less'],
  ['procps', 'procps-ng'], // ps
  ['ncurses-bin', 'ncurses', 'ncurses-utils'], // clear, tput
  ['ncurses-base', 'ncurses-terminfo-base', 'terminfo-base'], // entries of common terminals
];

/**
 * Programs that a link stands for which no package need own (`/usr/bin/sh` to dash): with it in every base, the same one
 * serves all commands.
 */
const LINKED: readonly string[] = ['sh', 'awk'];

/** Essential in Debian, and there what has the files below. */
const BASE_FILES = 'base-files';

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
  const essential = database.essential?.() ?? [];
  const tools = TOOLS.flatMap((names) => firstOf(database, names));
  const linked = LINKED.map((name) => findProgram(host, name));
  const targets = linked.flatMap((chain) => chain.slice(-1));
  // The package of a program is called as the program, by most.
  const programs = targets.flatMap((path) => firstOf(database, [baseName(path), path]));
  const isDebian = essential.some(({ name }) => name === BASE_FILES);
  const release = isDebian ? [] : FILES.flatMap((path) => database.find(path));
  return {
    packages: [...essential, ...tools, ...programs, ...release].map(({ id }) => id),
    hostfiles: [...FILES, ...linked.flatMap((chain) => chain.slice(0, -1))],
  };
}

function firstOf(database: PackageDatabase, names: readonly string[]): Package[] {
  for (const name of names) {
    const found = database.find(name);
    if (found.length > 0) return found;
  }
  return [];
}

/** The directories of a base, as members of an archive. */
export function baseDirectories(): ArchiveMember[] {
  return DIRECTORIES.map(([name, mode]) => ({ name, type: 'directory', mode }));
}
