import { type BytePath, displayPath, SuperminError } from '@supermin/core';

/** No dpkg database where one should be: an error, never "nothing is installed" and never a reason to rebuild. */
export function databaseMissing(status: BytePath): SuperminError {
  return new SuperminError(
    'DPKG_DATABASE_MISSING',
    `${displayPath(status)}: there is no dpkg database`,
    {
      hint: 'specify the root of a Debian-like system with --root ("distroless" images keep no lists of files)',
    },
  );
}

/** A file of the database that cannot have been written by dpkg. `line` counts from 1. */
export function damaged(file: BytePath, line: number, problem: string): SuperminError {
  return new SuperminError('DPKG_DAMAGED', `${displayPath(file)}: line ${line}: ${problem}`, {
    hint: 'the package database is truncated or corrupt; var/lib/dpkg/status-old and /var/backups may hold an older copy',
  });
}

/** A package that is needed, and that dpkg is unpacking or removing, or was when it was interrupted. */
export function halfInstalled(name: string): SuperminError {
  return new SuperminError(
    'DPKG_HALF_INSTALLED',
    `package ${name} is half-installed: only some of its files may be there`,
    {
      hint: `wait until dpkg has finished; if it was interrupted, reinstall: apt-get install --reinstall ${name}`,
    },
  );
}

/** An installed package whose list of files is not there. */
export function listMissing(packageId: string, list: BytePath): SuperminError {
  return new SuperminError(
    'DPKG_LIST_MISSING',
    `${displayPath(list)}: the list of the files of package ${packageId} is missing`,
    { hint: `reinstall it: apt-get install --reinstall ${packageId}` },
  );
}

/** apt could not deliver the original of a package; `reason` is what it said, `status` how it ended. */
export function downloadFailed(packageId: string, reason: string, status: number): SuperminError {
  return new SuperminError(
    'DPKG_DOWNLOAD_FAILED',
    `could not download package ${packageId}: ${reason}`,
    {
      exitStatus: status > 0 ? status : undefined,
      hint: 'run apt-get update, or take the config files as they are with --use-installed',
    },
  );
}
