import { type BytePath, displayPath, SuperminError } from '@supermin/core';

/** No pacman database where one should be: an error, never "nothing is installed" and never a reason to rebuild. */
export function databaseMissing(directory: BytePath): SuperminError {
  return new SuperminError(
    'PACMAN_DATABASE_MISSING',
    `${displayPath(directory)}: there is no pacman database`,
    {
      hint: 'name the root of a system with pacman with --root, or another backend with --backend',
    },
  );
}

/** A file of the database that pacman cannot have written. */
export function damaged(file: BytePath, problem: string): SuperminError {
  return new SuperminError('PACMAN_DAMAGED', `${displayPath(file)}: ${problem}`, {
    hint: "the database is cut off or damaged; 'pacman -Dk' looks it over, reinstalling the package mends it",
  });
}

/** A database in order as far as can be seen, but of another format than pacman has had since 2011. */
export function unsupportedVersion(file: BytePath, version: string): SuperminError {
  return new SuperminError(
    'PACMAN_UNSUPPORTED',
    `${displayPath(file)}: version '${version}' of pacman's database is not known`,
    { hint: "'pacman-db-upgrade' brings an old database up to date" },
  );
}

/** Packages have to be downloaded, and a program for that is not on this machine. */
export function downloaderMissing(missing: string): SuperminError {
  return new SuperminError(
    'PACMAN_DOWNLOADER_MISSING',
    `config files were changed on this machine, and ${missing} is not there to download their originals`,
    { hint: 'install it, or take the config files as they are with --use-installed' },
  );
}

/** pacman's configuration can't be used. */
export function configurationWrong(
  file: BytePath,
  problem: string,
  cause?: unknown,
): SuperminError {
  return new SuperminError('PACMAN_CONFIGURATION', `${displayPath(file)}: ${problem}`, {
    hint: 'name another configuration with --packager-config, or download nothing with --use-installed',
    cause,
  });
}

/** The original of a package could not be had; `reason` is what pacman said. */
export function downloadFailed(packageId: string, reason: string): SuperminError {
  return new SuperminError(
    'PACMAN_DOWNLOAD_FAILED',
    `the original of package ${packageId} could not be downloaded: ${reason}`,
    {
      hint: 'look at the configured repositories, or take the config files as they are with --use-installed',
    },
  );
}
