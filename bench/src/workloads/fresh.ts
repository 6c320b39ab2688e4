import { statSync } from 'node:fs';
import { join } from 'node:path';
import { UnequalError } from '../compare/unequal-error.ts';
import { runOnce } from '../measure/run-once.ts';
import { emptyNode } from './floors.ts';
import { ourBuild, supermin5Build } from './host-builds.ts';
import { INPUT } from './libguestfs.ts';
import { OURS, SUPERMIN5 } from './names.ts';
import { milliseconds } from './targets.ts';
import type { Contender, Workload } from './workload.ts';

/** Too short for a clock that starts a process each time. */
const REPEAT = 20;

export const fresh: Workload = {
  name: 'fresh',
  title: '--if-newer, the appliance of libguestfs, nothing to do',
  prepare: async (scratch) => {
    const builds = [
      ourBuild(scratch, 'ext2', ['--if-newer', INPUT]),
      supermin5Build(scratch, 'ext2', ['--if-newer', INPUT]),
    ];
    const contenders: Contender[] = [];
    for (const build of builds) {
      // The first one builds, the second one looks.
      await runOnce(build, scratch.path('usage'));
      const { output: _kept, ...again } = build;
      await runOnce(again, scratch.path('usage'));
      contenders.push({ ...again, repeat: REPEAT });
    }
    const identity = () =>
      builds.map(({ output = '' }) => {
        const { ino, mtimeMs } = statSync(join(output, 'root'));
        return `${output}: inode ${ino}, time ${mtimeMs}`;
      });
    const before = identity();
    return {
      contenders: [...contenders, emptyNode()],
      targets: [milliseconds(10)],
      input: 'nothing has changed since the build',
      compare: async () => {
        const built = identity().filter((line, index) => line !== before[index]);
        if (built.length > 0) throw new UnequalError(OURS, SUPERMIN5, built);
        return ['nobody built again'];
      },
    };
  },
};
