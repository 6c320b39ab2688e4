import type { Configuration, LayeredPackage } from '@supermin/core';
import {
  CONFIGURATION_FILE,
  installElsewhere,
  TARGET,
  withPackageFiles,
} from '@supermin/core/backend';

/** What the steps and the way back take, and where Arch has it. */
const PROGRAMS = [
  ...[['pacman', 'pacman'] as const, ['sh', 'bash'] as const],
  ...[['mount', 'util-linux'] as const, ['tar', 'tar'] as const],
];

/** Names of packages that have them, besides the essential ones. */
export const CONFIGURING: readonly string[] = ['pacman', 'tar', 'util-linux'];

/** Signatures were verified when the lock was made, and digests before the files were kept. */
const SETTINGS = '[options]\nArchitecture = auto\nSigLevel = Never\nLocalFileSigLevel = Never\n';

const LOG = /^\/var\/log\/pacman\.log$/;

/** The database, and what else pacman has beside it. */
const DATABASE = /^\/var\/lib\/pacman\//;

/**
 * pacman installs all packages into an empty root, as pacstrap(8) does: it has no state for those that are unpacked, and only pacman
 * itself knows the order of scripts and which hooks are meant.
 *
 * @throws SuperminError `CONFIGURE_TOOLS`
 */
export function configuration(packages: readonly LayeredPackage[], arch: string): Configuration {
  return installElsewhere(packages, arch, {
    programs: PROGRAMS,
    files: [{ path: CONFIGURATION_FILE, text: SETTINGS, mode: 0o644 }],
    steps: [
      { argv: ['mkdir', '-p', `${TARGET}/var/lib/pacman`, `${TARGET}/var/log`] },
      withPackageFiles([
        ...['pacman', '--upgrade', `--root=${TARGET}`, `--config=${CONFIGURATION_FILE}`],
        ...['--noconfirm', '--noprogressbar'],
      ]),
    ],
    discard: [LOG],
    kept: [DATABASE],
    isFailure,
    culprits,
  });
}

/** Of an install script or a hook; pacman ends with status 0 nevertheless. */
function isFailure(line: string): boolean {
  return /^error: command (?:failed to execute correctly|terminated by signal)/.test(line);
}

/** Whose script it was: the package that was being installed. A hook may be anybody's. */
function culprits(output: string, packages: readonly LayeredPackage[]): string[] {
  const found = new Set<string>();
  let current: string | undefined;
  for (const line of output.split('\n')) {
    if (line.startsWith('::')) current = undefined;
    current = /^installing (\S+)\.\.\.$/.exec(line)?.[1] ?? current;
    if (isFailure(line) && current !== undefined) found.add(current);
  }
  return packages.map(({ package: { id } }) => id).filter((id) => found.has(id));
}
