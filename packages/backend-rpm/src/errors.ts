import { type BytePath, displayPath, SuperminError } from '@supermin/core';

/** No rpm database where one should be: an error, never "nothing is installed" and never a reason to rebuild. */
export function databaseMissing(directories: readonly BytePath[]): SuperminError {
  return new SuperminError(
    'RPM_DATABASE_MISSING',
    `there is no rpm database in ${directories.map(displayPath).join(', ')}`,
    {
      hint: 'specify the root of an rpm-based system with --root, or another backend with --backend',
    },
  );
}

/** A database, or a package file, that rpm cannot have written. `offset` counts bytes from the start of the file. */
export function damaged(file: BytePath, offset: number, problem: string): SuperminError {
  return new SuperminError('RPM_DAMAGED', `${displayPath(file)}: offset ${offset}: ${problem}`, {
    hint: "the file is truncated or corrupt; 'rpm --rebuilddb' may repair a database",
  });
}

/** The record of one package, in a database that can be read: `damage` is what is wrong with it. */
export function packageDamaged(name: string, damage: SuperminError): SuperminError {
  return new SuperminError('RPM_DAMAGED', `${damage.message}: package ${displayPath(name)}`, {
    hint: `reinstall the package: its record in the database is damaged`,
    cause: damage,
  });
}

/** A package file that is none, or has changed since it was built. */
export function fileDamaged(damage: SuperminError): SuperminError {
  return new SuperminError('PACKAGE_DAMAGED', damage.message, {
    hint: "if it lies in the package manager's cache, delete it and try again",
    cause: damage,
  });
}

/** A record that rpm has passed over; `line` is what it said. */
export function skippedByRpm(file: BytePath, line: string): SuperminError {
  return new SuperminError('RPM_DAMAGED', `${displayPath(file)}: rpm: ${line}`, {
    hint: "'rpm -qa' lists what it can read; reinstall what is missing there",
  });
}

/** A database that is in order as far as can be seen, but written in a way that only rpm itself understands. */
export function unsupported(file: BytePath, what: string): SuperminError {
  return new SuperminError('RPM_UNSUPPORTED', `${displayPath(file)}: ${what}`, {
    hint: 'install the rpm of the distribution that wrote it',
  });
}

/** A database of another rpm than the one that is read here. */
export function foreignRpm(file: BytePath): SuperminError {
  return new SuperminError(
    'RPM_UNSUPPORTED',
    `${displayPath(file)}: databases of rpm 5 (a Berkeley DB btree) are not supported`,
    { hint: 'specify with --root a system whose packages rpm 4 or later manages' },
  );
}

/** rpm was asked to read a database, and could not. */
export function rpmFailed(file: BytePath, reason: string): SuperminError {
  return new SuperminError(
    'RPM_QUERY_FAILED',
    `${displayPath(file)}: rpm cannot read it: ${reason}`,
    { hint: "wait until a running rpm or dnf has ended, or check what 'rpm -qa' prints" },
  );
}

/** None of the family's programs that download packages is on this machine. */
export function downloaderMissing(programs: readonly string[]): SuperminError {
  return new SuperminError(
    'RPM_DOWNLOADER_MISSING',
    `modified config files need their original packages, but none of ${programs.join(', ')} is installed`,
    { hint: `install one of them, or take the config files as they are with --use-installed` },
  );
}

/** The original of a package could not be had; `reason` is what the downloader said, `status` how it ended. */
export function downloadFailed(packageId: string, reason: string, status: number): SuperminError {
  return new SuperminError(
    'RPM_DOWNLOAD_FAILED',
    `could not download package ${packageId}: ${reason}`,
    {
      exitStatus: status > 0 ? status : undefined,
      hint: 'check the configured repositories, or take the config files as they are with --use-installed',
    },
  );
}
