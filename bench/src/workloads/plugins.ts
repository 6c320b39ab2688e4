import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listDirectory } from '@supermin/test-support/listing';
import { plantPlugins } from '@supermin/test-support/plugins';
import { sameTree } from '../compare/same-tree.ts';
import type { Scratch } from '../scratch.ts';
import { environment } from './host-builds.ts';
import { OURS } from './names.ts';
import { moreBy } from './targets.ts';
import type { Contender, Workload } from './workload.ts';

const COUNT = 200;
const REPEAT = 5;

const VERSION = '--version';
const BUILD = 'build';
const BARE = 'no other plugin';

/** What plugins cost that are installed and not used. */
export const plugins: Workload = {
  name: 'plugins',
  title: `${COUNT} more plugins installed`,
  prepare: async (scratch) => {
    const input = scratch.path('hostfiles');
    writeFileSync(input, '/etc/passwd\n');
    const many = install(scratch, 'many');
    const bare = install(scratch, 'bare');
    plantPlugins(many, COUNT);
    const run = (name: string, modules: string, argv: string[], output: string): Contender => ({
      name,
      argv: [join(modules, '@supermin/cli/bin/supermin'), ...argv],
      env: environment(scratch),
      repeat: REPEAT,
      output: scratch.path(output),
    });
    const build = (output: string) => [BUILD, '-f', 'chroot', input, '-o', scratch.path(output)];
    const [withMany, without] = [nameOf(BUILD), `${nameOf(BUILD)}, ${BARE}`];
    return {
      contenders: [
        run(withMany, many, build('with'), 'with'),
        run(without, bare, build('without'), 'without'),
        run(nameOf(VERSION), many, [VERSION], 'nothing'),
        run(`${nameOf(VERSION)}, ${BARE}`, bare, [VERSION], 'nothing'),
      ],
      targets: [BUILD, VERSION].map((what) =>
        moreBy(0.01, nameOf(what), `${nameOf(what)}, ${BARE}`),
      ),
      input: 'a chroot of one file',
      compare: async () => {
        const list = (output: string) => listDirectory(scratch.path(output));
        return [sameTree([withMany, list('with')], [without, list('without')])];
      },
    };
  },
};

function nameOf(what: string): string {
  return `${OURS} ${what}`;
}

/** The command in a node_modules of its own. */
function install(scratch: Scratch, name: string): string {
  const modules = join(scratch.path(name), 'node_modules');
  mkdirSync(modules, { recursive: true });
  const cli = dirname(dirname(scratch.command));
  cpSync(cli, join(modules, '@supermin/cli'), { recursive: true, verbatimSymlinks: true });
  return modules;
}
