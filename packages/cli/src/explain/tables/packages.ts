import type { Rows } from '../explanation.ts';

/** Packages that are installed, and the databases of package managers. */
export const PACKAGES: Rows = {
  PACKAGES_MISSING: [
    'Packages that were asked for are not there.',
    'They are not installed on this machine or, with --from, not in the repositories; or the name is misspelled.',
    'Install them, correct the name, or take them from a repository with --from.',
  ],
  PACKAGES_UNSATISFIABLE: [
    'These packages cannot be installed together.',
    'One needs what another conflicts with, or a version that is not there.',
    'Leave one of them out, or choose another alternative by naming it first.',
  ],
  PACKAGE_UNKNOWN: [
    'A package that was listed before is not in the database any more.',
    'The package manager has removed it meanwhile.',
    'Run the command again.',
  ],
  PACKAGE_DAMAGED: [
    'A package file cannot be unpacked, or is not the one that the index describes.',
    'It is truncated or corrupt, or was tampered with.',
    "Delete it from the package manager's cache and try again; if that does not help, choose another mirror with --mirror.",
  ],
  PACKAGE_PATH: [
    'A package has a path that leads out of the root.',
    'The package is broken, or hostile.',
    'Leave it out, and report it to those who made it.',
  ],
  BACKEND_AMBIGUOUS: [
    'The root has databases of several package managers.',
    'Two of them are in use there, and neither is clearly its own.',
    'Choose one with --backend.',
  ],
  BACKEND_MISSING: [
    'No installed plugin reads this package manager.',
    'The name of --backend is misspelled, or its plugin is not installed.',
    "'supermin drivers' lists those that are known; install the plugin with npm.",
  ],
  BACKEND_NOT_DETECTED: [
    'The root has no package database that an installed plugin can read.',
    'The distribution is not supported, its database was removed (as in many container images), or the plugin is missing.',
    "Pass the root of another system with --root, or install the plugin: 'supermin drivers' tells what was looked for.",
  ],
  DATABASE_CLOSED: [
    'This user may not read the package database.',
    'Its permissions are tighter than usual.',
    'Run as a user who may read it, such as root.',
  ],
  ROOT: [
    'The directory of --root does not exist.',
    'The path is misspelled, or nothing is mounted there.',
    'Pass the directory that holds the other system.',
  ],
  ROOT_UNREADABLE: [
    'This user cannot look into the root.',
    'The directory of --root is for another user only.',
    'Run as root, or unpack the root where you may read it.',
  ],
  PACKAGER_CONFIG: [
    'The file of --packager-config cannot be read.',
    'It does not exist, or is for another user only.',
    'Pass a configuration file of the package manager, or leave the option out.',
  ],
  DPKG_DATABASE_MISSING: [
    'There is no dpkg database.',
    'The root is not a Debian-like system, or its lists of files were removed ("distroless" images).',
    'Pass the root of a Debian-like system with --root, or another backend with --backend.',
  ],
  DPKG_DAMAGED: [
    'The dpkg database has a line that dpkg cannot have written.',
    'The file is truncated or corrupt.',
    'Older copies are in /var/lib/dpkg/status-old and /var/backups.',
  ],
  DPKG_HALF_INSTALLED: [
    'A package is half-installed: only some of its files may be there.',
    'dpkg is running, or was interrupted.',
    'Wait until it has finished, or reinstall: apt-get install --reinstall PACKAGE.',
  ],
  DPKG_LIST_MISSING: [
    'The list of the files of an installed package is missing.',
    'It was removed from /var/lib/dpkg/info, as some images do to save space.',
    'Reinstall it: apt-get install --reinstall PACKAGE.',
  ],
  DPKG_DOWNLOAD_FAILED: [
    'apt could not download the original of an installed package.',
    'Config files that were modified are replaced by their originals; the version that is installed may be gone from the mirror.',
    "Run 'apt-get update', upgrade the package, or take the config files as they are with --use-installed.",
  ],
  PACMAN_DATABASE_MISSING: [
    'There is no pacman database.',
    'The root is not a system that uses pacman.',
    'Pass another root with --root, or another backend with --backend.',
  ],
  PACMAN_DAMAGED: [
    'A file of the pacman database is truncated or corrupt.',
    'pacman was interrupted, or the disk was full.',
    "Check with 'pacman -Dk', and reinstall the package.",
  ],
  PACMAN_UNSUPPORTED: [
    "The version of pacman's database is not supported.",
    'It is from before 2011, or newer than this supermin.',
    "Run 'pacman-db-upgrade', or install a newer supermin.",
  ],
  PACMAN_CONFIGURATION: [
    "pacman's configuration cannot be used.",
    'pacman-conf does not accept the file.',
    'Pass another one with --packager-config, or download nothing with --use-installed.',
  ],
  PACMAN_DOWNLOADER_MISSING: [
    'Modified config files need their original packages, and a program to download them is not installed.',
    'pacman or pacman-conf is not on this machine.',
    'Install it, or take the config files as they are with --use-installed.',
  ],
  PACMAN_DOWNLOAD_FAILED: [
    'pacman could not download the original of an installed package.',
    'Config files that were modified are replaced by their originals; the network or the repositories do not have the version that is installed.',
    'Check the configured repositories, or take the config files as they are with --use-installed.',
  ],
  RPM_DATABASE_MISSING: [
    'There is no rpm database.',
    'The root is not an rpm-based system.',
    'Pass another root with --root, or another backend with --backend.',
  ],
  RPM_DAMAGED: [
    'The rpm database is truncated or corrupt.',
    'rpm was interrupted, or the disk was full.',
    "Run 'rpm --rebuilddb', or reinstall the package that is named.",
  ],
  RPM_UNSUPPORTED: [
    'The rpm database is in a format that is not supported here.',
    'It was written by another version of rpm than the one that is installed.',
    'Install the rpm of the distribution that wrote it.',
  ],
  RPM_QUERY_FAILED: [
    'rpm cannot read its own database.',
    'Another rpm or dnf holds it, or it is corrupt.',
    "Wait until that has ended, and check what 'rpm -qa' prints.",
  ],
  RPM_DOWNLOADER_MISSING: [
    'Modified config files need their original packages, and no program to download them is installed.',
    'None of the programs that are named is on this machine.',
    'Install one of them, or take the config files as they are with --use-installed.',
  ],
  RPM_DOWNLOAD_FAILED: [
    'The original of an installed package could not be downloaded.',
    'Config files that were modified are replaced by their originals; the network or the repositories do not have the version that is installed.',
    'Check the configured repositories, or take the config files as they are with --use-installed.',
  ],
};
