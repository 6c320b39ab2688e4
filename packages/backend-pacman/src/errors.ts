import { type BytePath, displayPath, SuperminError } from '@supermin/core';

/** No pacman database where one should be: an error, never "nothing is installed" and never a reason to rebuild. */
export function databaseMissing(directory: BytePath): SuperminError {
  return new SuperminError(
    'PACMAN_DATABASE_MISSING',
    `${displayPath(directory)}: there is no pacman database`,
    {
      hint: 'specify the root of a system that uses pacman with --root, or another backend with --backend',
    },
  );
}

/** A file of the database that pacman cannot have written. */
export function damaged(file: BytePath, problem: string): SuperminError {
  return new SuperminError('PACMAN_DAMAGED', `${displayPath(file)}: ${problem}`, {
    hint: "the database is truncated or corrupt: check with 'pacman -Dk'; reinstall the package to repair it",
  });
}

/** A database in order as far as can be seen, but of another format than pacman has had since 2011. */
export function unsupportedVersion(file: BytePath, version: string): SuperminError {
  return new SuperminError(
    'PACMAN_UNSUPPORTED',
    `${displayPath(file)}: version '${version}' of pacman's database is not supported`,
    { hint: "'pacman-db-upgrade' brings an old database up to date" },
  );
}

/** Packages have to be downloaded, and a program for that is not on this machine. */
export function downloaderMissing(missing: string): SuperminError {
  return new SuperminError(
    'PACMAN_DOWNLOADER_MISSING',
    `modified config files need their original packages, but ${missing} is not installed`,
    { hint: 'install it, or take the config files as they are with --use-installed' },
  );
}

/** pacman's configuration cannot be used. */
export function configurationWrong(
  file: BytePath,
  problem: string,
  cause?: unknown,
): SuperminError {
  return new SuperminError('PACMAN_CONFIGURATION', `${displayPath(file)}: ${problem}`, {
    hint: 'specify another configuration with --packager-config, or download nothing with --use-installed',
    cause,
  });
}

/** The original of a package could not be had; `reason` is what pacman said. */
export function downloadFailed(packageId: string, reason: string): SuperminError {
  return new SuperminError(
    'PACMAN_DOWNLOAD_FAILED',
    `could not download package ${packageId}: ${reason}`,
    {
      hint: 'check the configured repositories, or take the config files as they are with --use-installed',
    },
  );
}
