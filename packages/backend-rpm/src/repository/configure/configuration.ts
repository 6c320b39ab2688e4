import type { Configuration, LayeredPackage } from '@supermin/core';
import { installElsewhere, TARGET, withPackageFiles } from '@supermin/core/backend';
import { DIRECTORIES } from '../../database/locations.ts';
import { databaseDirectory } from '../database/root-nodes.ts';

/** What the steps and the way back take, and where Fedora has it. */
const PROGRAMS = [
  ...[['rpm', 'rpm'] as const, ['sh', 'bash'] as const],
  ...[['mount', 'util-linux'] as const, ['tar', 'tar'] as const],
];

/** Names of packages that have them, besides the essential ones. */
export const CONFIGURING: readonly string[] = ['rpm', 'tar', 'util-linux'];

const LOGS = /^\/var\/log\/(?:dnf|hawkey|alternatives|fontconfig)[^/]*\.log$/;

/** All but openSUSE's records of alternatives, which are there, too. */
const DATABASES = DIRECTORIES.map((path) => new RegExp(`^${path}/(?!alternatives(?:/|$))`));

/**
 * rpm installs all packages into an empty root: it has no state for those that are unpacked, and only rpm itself knows the order of
 * scripts and triggers. Signatures were verified when the lock was made, and digests are again.
 *
 * @throws SuperminError `CONFIGURE_TOOLS`
 */
export function configuration(packages: readonly LayeredPackage[], arch: string): Configuration {
  return installElsewhere(packages, arch, {
    programs: PROGRAMS,
    files: [],
    steps: [
      withPackageFiles([
        ...['rpm', '--install', `--root=${TARGET}`, `--dbpath=${databaseDirectory(packages)}`],
        '--nosignature',
        // Images of containers are often without.
        ...['--includedocs', '--define=_install_langs all'],
      ]),
    ],
    discard: [LOGS],
    kept: DATABASES,
    isFailure,
    culprits,
  });
}

/**
 * A script that fails is an error only before the package's files are unpacked; else rpm ends with status 0.
 *
 *     warning: %post(bash-5.2.15-1.x86_64) scriptlet failed, exit status 3
 *     error: %prein(bash-5.2.15-1.x86_64) scriptlet failed, signal 9
 *     error: lua script failed: [string "%posttrans(bash-5.2.15-1.x86_64)"]:1: ...
 */
const FAILURE =
  /^(?:warning|error): (?:%\w+\((.+)\) scriptlet failed|(?:lua script failed|invalid syntax in lua script(?:let)?): \[string "%\w+(?:\((.+)\))?"\])/;

function isFailure(line: string): boolean {
  return FAILURE.test(line);
}

function culprits(output: string, packages: readonly LayeredPackage[]): string[] {
  const failed = output.split('\n').flatMap((line) => {
    const [, script, lua] = FAILURE.exec(line) ?? [];
    return script ?? lua ?? [];
  });
  const ids = failed.map(
    (nevra) => packages.find(({ package: pkg }) => isNamed(pkg, nevra))?.package.id ?? nevra,
  );
  return [...new Set(ids)];
}

/** `bash-5.2.15-1.x86_64`; versions have no epoch there. */
function isNamed(
  { name, version, arch }: { name: string; version: string; arch: string },
  nevra: string,
): boolean {
  return nevra === `${name}-${version.replace(/^\d+:/, '')}.${arch}`;
}
