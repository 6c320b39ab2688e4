import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listDirectory } from '@supermin/test-support/listing';
import { DELIBERATE, sameTree } from '../compare/same-tree.ts';
import type { Scratch } from '../scratch.ts';
import { ourBuild, supermin5Build } from './host-builds.ts';
import { OURS, SUPERMIN5 } from './names.ts';
import { memory } from './targets.ts';
import type { Workload } from './workload.ts';

const DIRECTORIES = ['first', 'second', 'third'];
const NAMES = 5000;
/** For each directory; each matches a few names. */
const PATTERNS = 40;

export const globs: Workload = {
  name: 'globs',
  title: 'chroot: 120 hostfiles patterns over three directories',
  prepare: async (scratch) => {
    const input = [hostfiles(scratch)];
    const ours = ourBuild(scratch, 'chroot', input);
    const supermin5 = supermin5Build(scratch, 'chroot', input);
    return {
      contenders: [ours, supermin5],
      targets: [memory(100)],
      input: `${PATTERNS * DIRECTORIES.length} patterns, ${NAMES} names in each directory`,
      stages: ours,
      compare: async () => {
        const mine = [OURS, listDirectory(ours.output!)] as const;
        return [sameTree(mine, [SUPERMIN5, listDirectory(supermin5.output!)], DELIBERATE)];
      },
    };
  },
};

function hostfiles(scratch: Scratch): string {
  const lines: string[] = [];
  for (const name of DIRECTORIES) {
    const directory = scratch.path(name);
    mkdirSync(directory);
    for (let number = 0; number < NAMES; number++) {
      writeFileSync(join(directory, `name-${String(number).padStart(4, '0')}.conf`), `${number}\n`);
    }
    for (let pattern = 0; pattern < PATTERNS; pattern++) {
      const digits = String(pattern * 97).padStart(4, '0');
      lines.push(`${directory}/*${digits.slice(0, 3)}[0-${pattern % 10}].c?nf\n`);
    }
  }
  const path = scratch.path('hostfiles');
  writeFileSync(path, lines.join(''));
  return path;
}
