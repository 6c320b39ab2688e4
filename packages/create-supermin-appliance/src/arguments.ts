import { type PackageName, parseName } from '@supermin/create-kit';
import { badPackage, nameMissing, unknownOption } from './errors.ts';

/** Names of packages in the package managers' spellings. A dash in front would be an excludefile, a slash a hostfile. */
const PACKAGE = /^[A-Za-z0-9][A-Za-z0-9+._:~-]*$/;

/** Programs for a script, on every distribution by these names. */
const DEFAULT_PACKAGES = ['bash', 'coreutils'];

export interface Wish {
  name: PackageName;
  /** Linux packages of the VM, sorted. */
  packages: string[];
}

/**
 * Reads `NAME [PACKAGE...]`.
 *
 * @returns `help` where that is asked for
 * @throws CreateError `NAME`, `NAME_MISSING`, `PACKAGE`, `OPTION`
 */
export function parseArguments(argv: readonly string[]): Wish | 'help' {
  if (argv.includes('--help') || argv.includes('-h')) return 'help';
  const option = argv.find((argument) => argument.startsWith('-'));
  if (option !== undefined) throw unknownOption(option);
  const [name, ...packages] = argv;
  if (name === undefined) throw nameMissing();
  const bad = packages.find((text) => !PACKAGE.test(text));
  if (bad !== undefined) throw badPackage(bad);
  return {
    name: parseName(name),
    packages: [...new Set([...DEFAULT_PACKAGES, ...packages])].sort(),
  };
}
