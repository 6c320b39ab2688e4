import {
  type BytePath,
  compareBytes,
  displayPath,
  type Host,
  type PackageDatabase,
  type Report,
} from '@supermin/core';
import type { ArchiveMember } from '@supermin/newc';
import { commandMissing, notAProgram, packagesMissing } from '../errors/appliance.ts';
import { type Base, baseDirectories, baseOf, SECRETS } from './base.ts';
import { installHint, ownerHint } from './package-hints.ts';
import { findProgram, pathInVm } from './program.ts';

/** What goes into the VM's appliance. */
export interface Selection {
  /** Package names, as the package manager calls them, sorted. */
  packages: string[];
  /** Files of the host that no package of the closure brings. */
  hostfiles: string[];
  /** Files of packages that stay away. */
  excludes: string[];
  /** What is there even where no package brings it. */
  members: ArchiveMember[];
}

/** Without these a program finds neither its user nor its libraries' cache. */
const SYSTEM_FILES = [
  '/etc/group',
  '/etc/ld.so.cache',
  '/etc/localtime',
  '/etc/nsswitch.conf',
  '/etc/passwd',
];

const NO_BASE: Base = { packages: [], hostfiles: [] };

/** What runs when no COMMAND is given. */
export const SHELL = 'bash';

/** What is needed, and where. */
export interface SelectionRequest {
  host: Host;
  /** The backend's, for hints. */
  family: string;
  /** Names of packages. */
  packages: readonly string[];
  /** The program to run, if this machine has to have it. */
  program: BytePath | undefined;
  /** Whether the VM has nothing else. */
  bare: boolean;
  report: Report;
}

/**
 * Finds the packages that a run needs: the base, those named, and the owner of the program.
 *
 * A program that no package owns is copied as it is.
 *
 * @throws SuperminError `PACKAGES_MISSING`, `COMMAND_MISSING`, `COMMAND_NOT_EXECUTABLE`
 */
export function selectFiles(database: PackageDatabase, request: SelectionRequest): Selection {
  const { host, bare } = request;
  const base = bare ? NO_BASE : baseOf(database, host);
  const named = selectPackages(database, request.family, request.packages);
  const packages = new Set([...named, ...base.packages]);
  const hostfiles = new Set<BytePath>([...SYSTEM_FILES, ...base.hostfiles]);
  const chain = programPaths(request);
  // Links on the way (of alternatives, say) belong to nobody; a backend may follow them all the same.
  for (const link of chain.slice(0, -1)) hostfiles.add(link);
  const program = chain.at(-1);
  const owners = program === undefined ? [] : database.find(program);
  for (const { id } of owners) packages.add(id);
  if (program !== undefined && owners.length === 0) {
    hostfiles.add(program);
    const text = `no package owns ${displayPath(program)}: copied as it is`;
    request.report({ kind: 'message', level: 1, text });
  }
  return {
    packages: [...packages].sort(compareBytes),
    hostfiles: [...hostfiles].sort(compareBytes),
    excludes: bare ? [] : [...SECRETS],
    members: bare ? [] : baseDirectories(),
  };
}

/**
 * The packages that the names mean, as the package manager calls them.
 *
 * @throws SuperminError `PACKAGES_MISSING`
 */
export function selectPackages(
  database: PackageDatabase,
  family: string,
  names: readonly string[],
): string[] {
  const missing = names.filter((name) => database.find(name).length === 0);
  if (missing.length > 0) {
    const list = missing.map(displayPath).join(' ');
    throw packagesMissing(list, installHint(family, list));
  }
  return names.flatMap((name) => database.find(name).map(({ id }) => id));
}

/** A program that only the VM has (a path in an archive, say) may be missing here if packages were named. */
function programPaths({ host, family, packages, program }: SelectionRequest): BytePath[] {
  if (program === undefined) return [];
  const paths = findProgram(host, program);
  const isPath = program.includes('/');
  if (paths.length > 0 || (packages.length > 0 && isPath)) return paths;
  if (isPath && host.stat(pathInVm(program)) !== undefined) throw notAProgram(program);
  throw commandMissing(program, ownerHint(family, displayPath(program)));
}
