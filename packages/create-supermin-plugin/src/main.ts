import { OwnPackage, runCreate, writePackage } from '@supermin/create-kit';
import { parseArguments } from './arguments.ts';
import { planPlugin } from './plan.ts';

const HELP = `create-supermin-plugin - make a plugin for supermin, with its tests

Usage: npm create supermin-plugin NAME -- --kind backend|writer

NAME     for --backend or -f; the package is called supermin-KIND-NAME, in the scope of NAME if it has one
--kind   backend: reads a package manager's database; writer: writes an output format

Example: npm create supermin-plugin squashfs -- --kind writer
`;

/** The whole command; sets `process.exitCode`. */
export function main(argv: readonly string[] = process.argv.slice(2)): void {
  runCreate('create-supermin-plugin', () => create(argv));
}

function create(argv: readonly string[]): string {
  const wish = parseArguments(argv);
  if (wish === 'help') return HELP;
  const own = new OwnPackage(import.meta.url);
  const { directory, kind, name } = wish;
  writePackage(
    directory,
    planPlugin(wish, (name) => own.template(name), own.version),
  );
  const use = kind === 'backend' ? `drivers --backend ${name}` : `build -f ${name} ...`;
  return `${directory}/ is ready. What next:

  cd ${directory}
  npm install
  npm test          # every promise of the plugin contract
  supermin ${use} --plugin .
`;
}
