/** How a package that the command lacks is installed. */
export function installHint(packageName: string): string {
  return `'npm install ${packageName}' where the command is installed ('npm install -g', if that is everywhere)`;
}
