import { readFileSync } from 'node:fs';
import { parseArguments } from './arguments.ts';
import { CreateError } from './create-error.ts';
import { planPackage } from './plan.ts';
import { writePackage } from './write.ts';

const HELP = `create-supermin-appliance - make an npm package that carries a Linux VM

Usage: npm create supermin-appliance NAME [PACKAGE...]

NAME      of the new package and, without its scope, of its directory and command
PACKAGE   Linux packages to have in the VM, besides bash and coreutils

Example: npm create supermin-appliance calculator python3
`;

/** The whole command; sets `process.exitCode`. */
export function main(argv: readonly string[] = process.argv.slice(2)): void {
  try {
    const wish = parseArguments(argv);
    if (wish === 'help') {
      process.stdout.write(HELP);
      return;
    }
    const { short } = wish.name;
    writePackage(short, planPackage(wish, readTemplate, ownVersion()));
    process.stdout.write(`${short}/ is ready. What next:

  cd ${short}
  npm install       # supermin itself
  npm start         # boots the VM, runs files/init in it
  npm test
  npm publish       # then: npx ${wish.name.full}
`);
  } catch (error) {
    if (!(error instanceof CreateError)) throw error;
    const hint = error.hint === undefined ? '' : `\ncreate-supermin-appliance: hint: ${error.hint}`;
    process.stderr.write(`create-supermin-appliance: ${error.message}${hint}\n`);
    process.exitCode = 1;
  }
}

function readTemplate(name: string): string {
  return readFileSync(new URL(`../template/${name}`, import.meta.url), 'utf8');
}

function ownVersion(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
