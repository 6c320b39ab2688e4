import { succeed } from '@supermin/test-support/programs';
import { UnequalError } from '../compare/unequal-error.ts';
import { makeRpmRoot, PACKAGES, rpmArguments } from '../fixtures/rpm-root.ts';
import { environment } from './host-builds.ts';
import { OURS } from './names.ts';
import { memory, milliseconds } from './targets.ts';
import type { Contender, Workload } from './workload.ts';

const EVERYTHING = `${OURS}, everything`;
const RPM = 'rpm -qa with all files';

/** A large database: the closure and the files of one package, and of all. `prepare` needs just that. */
export const rpm: Workload = {
  name: 'rpm',
  title: `closure and contents among ${PACKAGES} RPMs`,
  prepare: async (scratch) => {
    const root = scratch.path('root');
    const names = makeRpmRoot(root);
    const make = (name: string, packages: readonly string[], output: string): Contender => ({
      name,
      argv: [
        ...[scratch.command, 'prepare', '--use-installed', '--root', root],
        ...[...packages, '-o', scratch.path(output)],
      ],
      env: environment(scratch),
      output: scratch.path(output),
    });
    const query = [...rpmArguments(root), '-qa', '--qf', '[%{=NAME} %{FILENAMES}\n]'];
    return {
      contenders: [
        make(OURS, ['bash'], 'bash'),
        make(EVERYTHING, names, 'everything'),
        { name: RPM, argv: ['rpm', ...query] },
      ],
      targets: [milliseconds(600), milliseconds(1200, EVERYTHING), memory(250, EVERYTHING)],
      input: 'a database that rpm reads, too',
      compare: async () => {
        const lines = (await succeed('rpm', query)).stdout.trimEnd().split('\n');
        const seen = new Set(lines.map((line) => line.split(' ')[0]));
        const missing = names.filter((name) => !seen.has(name));
        if (missing.length > 0) throw new UnequalError(OURS, RPM, missing);
        return [`rpm reads ${seen.size} packages and ${lines.length} files from it`];
      },
    };
  },
};
