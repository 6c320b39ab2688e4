import { OwnPackage, runCreate, writePackage } from '@supermin/create-kit';
import { parseArguments } from './arguments.ts';
import { planPackage } from './plan.ts';

const HELP = `create-supermin-appliance - make an npm package that carries a Linux VM

Usage: npm create supermin-appliance NAME [PACKAGE...]

NAME      of the new package and, without its scope, of its directory and command
PACKAGE   Linux packages to have in the VM, besides bash and coreutils

Example: npm create supermin-appliance calculator python3
`;

/** The whole command; sets `process.exitCode`. */
export function main(argv: readonly string[] = process.argv.slice(2)): void {
  runCreate('create-supermin-appliance', () => create(argv));
}

function create(argv: readonly string[]): string {
  const wish = parseArguments(argv);
  if (wish === 'help') return HELP;
  const own = new OwnPackage(import.meta.url);
  const { short } = wish.name;
  writePackage(
    short,
    planPackage(wish, (name) => own.template(name), own.version),
  );
  return `${short}/ is ready. What next:

  cd ${short}
  npm install       # supermin itself
  npm start         # boots the VM, runs files/init in it
  npm test
  npm publish       # then: npx ${wish.name.full}
`;
}
