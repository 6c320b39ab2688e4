import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { listDirectory } from '@supermin/test-support/listing';
import { succeed } from '@supermin/test-support/programs';
import { DELIBERATE, sameTree } from '../compare/same-tree.ts';
import { environment } from './host-builds.ts';
import { OURS, SUPERMIN5, SUPERMIN5_PATH } from './names.ts';
import { PACKAGES } from './small.ts';
import { faster } from './targets.ts';
import type { Contender, Workload } from './workload.ts';

const INSTALLED = '--use-installed';
const THEIRS = `${SUPERMIN5} ${INSTALLED}`;

export const prepare: Workload = {
  name: 'prepare',
  title: `prepare: ${PACKAGES.join(', ')}`,
  prepare: async (scratch) => {
    const env = environment(scratch);
    const make = (name: string, argv: string[], output: string): Contender => ({
      ...{ name, env, output: scratch.path(output), traced: true },
      argv: [...argv, ...PACKAGES, '-o', scratch.path(output)],
    });
    const ours = [scratch.command, 'prepare', '--resolver', 'supermin5'];
    const installed = `${OURS} ${INSTALLED}`;
    return {
      contenders: [
        make(OURS, ours, 'ours'),
        make(installed, [...ours, INSTALLED], 'installed'),
        make(THEIRS, [SUPERMIN5_PATH, '--prepare', INSTALLED], 'theirs'),
      ],
      targets: [faster(2, THEIRS)],
      input: 'pristine config files, found without the network',
      compare: async () => {
        const unpacked = async (output: string) => {
          const directory = scratch.path(`${output}.d`);
          mkdirSync(directory);
          await succeed('tar', [
            '-xzf',
            join(scratch.path(output), 'base.tar.gz'),
            '-C',
            directory,
          ]);
          return listDirectory(directory);
        };
        const mine = [installed, await unpacked('installed')] as const;
        return [sameTree(mine, [THEIRS, await unpacked('theirs')], DELIBERATE)];
      },
    };
  },
};
