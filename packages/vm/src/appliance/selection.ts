import {
  type BytePath,
  compareBytes,
  displayPath,
  type Host,
  type PackageDatabase,
  type Report,
  SuperminError,
} from '@supermin/core';
import { installHint, ownerHint } from './package-hints.ts';
import { findProgram, pathInVm } from './program.ts';

/** What goes into the VM's appliance. */
export interface Selection {
  /** Package names, as the package manager calls them, sorted. */
  packages: string[];
  /** Files of the host that no package of the closure brings. */
  hostfiles: string[];
}

/** Without these a program finds neither its user nor its libraries' cache. */
const SYSTEM_FILES = [
  '/etc/group',
  '/etc/ld.so.cache',
  '/etc/localtime',
  '/etc/nsswitch.conf',
  '/etc/passwd',
];

/** What runs when no COMMAND is given. */
export const SHELL = 'bash';

/**
 * Finds the packages that a run needs: those named, and the owner of COMMAND, if this machine has to have it.
 *
 * A program that no package owns is copied as it is.
 *
 * @throws SuperminError `PACKAGES_MISSING`, `COMMAND_MISSING`
 */
export function selectFiles(
  database: PackageDatabase,
  host: Host,
  family: string,
  names: readonly string[],
  command: BytePath | undefined,
  report: Report,
): Selection {
  const packages = new Set(selectPackages(database, family, names));
  const hostfiles = new Set(SYSTEM_FILES);
  const chain = command === undefined ? [] : programPaths(host, family, names, command);
  // Links on the way (of alternatives, say) belong to nobody; a backend may follow them all the same.
  for (const link of chain.slice(0, -1)) hostfiles.add(link);
  for (const path of chain.slice(-1)) {
    const owners = database.find(path);
    for (const { id } of owners) packages.add(id);
    if (owners.length === 0) hostfiles.add(path);
  }
  const copied = chain.slice(-1).filter((path) => hostfiles.has(path));
  if (copied.length > 0) {
    const text = `no package owns ${copied.map(displayPath).join(' ')}: copied as it is`;
    report({ kind: 'message', level: 1, text });
  }
  return {
    packages: [...packages].sort(compareBytes),
    hostfiles: [...hostfiles].sort(compareBytes),
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
    throw new SuperminError('PACKAGES_MISSING', `not installed on this machine: ${list}`, {
      hint: installHint(family, list),
    });
  }
  return names.flatMap((name) => database.find(name).map(({ id }) => id));
}

/** A command that only the VM has (a path in a share, say) may be missing here if packages were named. */
function programPaths(
  host: Host,
  family: string,
  names: readonly string[],
  command: string,
): string[] {
  const paths = findProgram(host, command);
  const isPath = command.includes('/');
  if (paths.length > 0 || (names.length > 0 && isPath)) return paths;
  const shown = displayPath(command);
  if (isPath && host.stat(pathInVm(command)) !== undefined) {
    throw new SuperminError('COMMAND_NOT_EXECUTABLE', `${shown} is no program`, {
      exitStatus: 126,
      hint: 'name a file that may be executed',
    });
  }
  throw new SuperminError('COMMAND_MISSING', `there is no command '${shown}' on this machine`, {
    exitStatus: 127,
    hint: ownerHint(family, shown),
  });
}
