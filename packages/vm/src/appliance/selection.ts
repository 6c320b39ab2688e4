import { type Stats, statSync } from 'node:fs';
import {
  attempt,
  type BytePath,
  compareBytes,
  displayPath,
  type Host,
  nearestName,
  type PackageDatabase,
  type Report,
  toSystemPath,
} from '@supermin/core';
import type { ArchiveMember } from '@supermin/newc';
import { commandMissing, notAProgram, packagesMissing } from '../errors/appliance.ts';
import { findProgram, pathInVm } from '../program/find-program.ts';
import { guestView } from '../program/guest-view.ts';
import { needsOfProgram } from '../program/program-needs.ts';
import { isShared, type Share } from '../shares/shares.ts';
import { type Base, baseDirectories, baseOf, SECRETS } from './base.ts';
import { installHint, meantHint, ownerHint } from './package-hints.ts';
import { terminfoEntry } from './terminfo.ts';

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

/** What runs when no COMMAND is given: the first that is there. */
const SHELLS: readonly string[] = ['bash', 'sh'];

/** What is needed, and where. */
export interface SelectionRequest {
  host: Host;
  /** The backend's, for hints. */
  family: string;
  /** Names of packages. */
  packages: readonly string[];
  /** The program to run: a name or an absolute path in the VM. Default: a shell. */
  program: BytePath | undefined;
  /** The same as the caller has it: a path may be relative to the directory that this process is in. */
  command?: BytePath | undefined;
  shares: readonly Pick<Share, 'directory' | 'mount'>[];
  /** Whether the VM has nothing else. */
  bare: boolean;
  /** The command's terminal, if it has one. */
  term?: string | undefined;
  report: Report;
}

/**
 * Finds the packages that a run needs: the base, those named, and the owner of the program.
 *
 * A program that no package owns is copied as it is, and its libraries; of one in a share, the interpreter and the libraries that
 * the share has not.
 *
 * @throws SuperminError `PACKAGES_MISSING`, `COMMAND_MISSING`, `COMMAND_NOT_EXECUTABLE`
 */
export function selectFiles(database: PackageDatabase, request: SelectionRequest): Selection {
  const { host, bare } = request;
  const base = bare ? NO_BASE : baseOf(database, host);
  const named = selectPackages(database, request.family, request.packages);
  const packages = new Set([...named, ...base.packages]);
  const hostfiles = new Set<BytePath>([...SYSTEM_FILES, ...base.hostfiles]);
  for (const program of programsOf(request)) {
    const needs = needsOfProgram(program, { ...request, database });
    for (const id of needs.packages) packages.add(id);
    for (const path of needs.hostfiles) hostfiles.add(path);
    for (const path of needs.unowned) {
      const text = `no package owns ${displayPath(path)}: copied as it is`;
      request.report({ kind: 'message', level: 1, text });
    }
  }
  const { term } = request;
  const entry = term === undefined ? [] : terminfoEntry(term, { host, database, packages });
  return {
    packages: [...packages].sort(compareBytes),
    hostfiles: [...hostfiles].sort(compareBytes),
    excludes: bare ? [] : [...SECRETS],
    members: bare ? [] : [...baseDirectories(), ...entry],
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
    const near = missing.map((name) => nearestName(name, database.names?.() ?? []));
    const meant = near.filter((name) => name !== undefined).map(displayPath);
    const hint = installHint(family, list);
    const guess = `did you mean ${meant.join(', ')}? Else ${hint}`;
    throw packagesMissing(list, meant.length > 0 ? guess : hint);
  }
  return names.flatMap((name) => database.find(name).map(({ id }) => id));
}

/**
 * What has to be there to run. A program that only the VM has (a path in an archive, say) may be missing here if packages were named;
 * one in a share that nobody here can tell of may be a script, so that a shell goes into the barest VM.
 */
function programsOf(request: SelectionRequest): BytePath[] {
  const { host, packages, program, bare, shares } = request;
  const shells = SHELLS.filter((name) => findProgram(host, name).length > 0).slice(0, 1);
  if (program === undefined) return shells.length > 0 ? shells : [missing(request, SHELLS[0]!)];
  if (isShared(program, shares)) {
    return bare && packages.length === 0 ? [program, ...shells] : [program];
  }
  if (findProgram(guestView(host, shares), program).length > 0) return [program];
  const isPath = program.includes('/');
  if (packages.length > 0 && isPath) return [];
  if (isPath && host.stat(pathInVm(program)) !== undefined) throw notAProgram(program);
  return [missing(request, program)];
}

function missing({ family, command }: SelectionRequest, program: BytePath): never {
  const shown = displayPath(program);
  const meant = meantHint(shown, statusOf(program)?.isDirectory() === true);
  throw commandMissing(program, unsharedHint(command) ?? meant ?? ownerHint(family, shown));
}

/** For a file that is there, and would be in the VM if its directory were shared. */
function unsharedHint(command: BytePath | undefined): string | undefined {
  if (command?.includes('/') !== true || command.startsWith('/')) return undefined;
  if (!statusOf(command)?.isFile()) return undefined;
  return "the VM has none of this machine's directories: share it with --share .";
}

function statusOf(path: BytePath): Stats | undefined {
  return attempt(() => statSync(toSystemPath(path)));
}
