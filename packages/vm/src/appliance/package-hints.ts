import { ownEntry } from '@supermin/core';
/** What to type to install a package, for the package manager that rules the host. */
export function installHint(family: string, names: string): string {
  return `install it first: ${managerOf(family).install} ${names}`;
}

/** What to type to find out which package holds a command, or the file of a path. */
export function ownerHint(family: string, command: string): string {
  const { install, search } = managerOf(family);
  return `find its package with '${search(command)}', then '${install} PACKAGE'`;
}

/** `NAME:TAG` of docker, `DISTRO:RELEASE` of ours. */
const TAGGED = /^([a-z][a-z0-9.-]*(?:\/[a-z0-9._-]+)*):[\w.-]+$/i;

/**
 * What was meant by a COMMAND that can be none, or is one of no package.
 *
 * @param command a name or an absolute path
 * @param isDirectory whether there is such a directory here
 */
export function meantHint(command: string, isDirectory: boolean): string | undefined {
  if (isDirectory) return `to boot an appliance, write --appliance ${command}`;
  if (/\s/.test(command)) {
    return 'write arguments as words of their own, or let a shell take it apart: -- sh -c WORDS';
  }
  if (!TAGGED.test(command)) return undefined;
  return `to take packages of a distribution, write --from ${command}; of an image, --root docker://${command}`;
}

interface PackageManager {
  install: string;
  search: (command: string) => string;
}

const MANAGERS: Readonly<Record<string, PackageManager>> = {
  dpkg: {
    install: 'apt-get install',
    search: (command) => `apt-file search ${pathOr('bin/', command)}`,
  },
  rpm: {
    install: 'dnf install',
    search: (command) => `dnf provides '${pathOr('*bin/', command)}'`,
  },
  pacman: { install: 'pacman -S', search: (command) => `pacman -F ${command}` },
};

/** @param family `distro/manager` */
function managerOf(family: string): PackageManager {
  if (family === 'opensuse/rpm') {
    return {
      install: 'zypper install',
      search: (command) => `zypper search --provides --match-exact ${pathOr('/usr/bin/', command)}`,
    };
  }
  return ownEntry(MANAGERS, family.slice(family.indexOf('/') + 1)) ?? MANAGERS.dpkg!;
}

function pathOr(directory: string, command: string): string {
  return command.includes('/') ? command : `${directory}${command}`;
}
