/** What to type to install a package, for the package manager that rules the host. */
export function installHint(family: string, names: string): string {
  return `install it first: ${managerOf(family).install} ${names}`;
}

/** What to type to find out which package holds a command, or the file of a path. */
export function ownerHint(family: string, command: string): string {
  const { install, search } = managerOf(family);
  return `find its package with '${search(command)}', then '${install} PACKAGE'`;
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
  return MANAGERS[family.slice(family.indexOf('/') + 1)] ?? MANAGERS.dpkg!;
}

function pathOr(directory: string, command: string): string {
  return command.includes('/') ? command : `${directory}${command}`;
}
