import { listDirectory } from '@supermin/test-support/listing';
import { listFiles } from '../compare/file-list.ts';
import { DELIBERATE, sameTree } from '../compare/same-tree.ts';
import { copyAll } from './ext2.ts';
import { describeList } from './floors.ts';
import { appliedTree, ourBuild, supermin5Build } from './host-builds.ts';
import { INPUT } from './libguestfs.ts';
import { COPY, OURS, SUPERMIN5 } from './names.ts';
import { faster, memory, within } from './targets.ts';
import type { Workload } from './workload.ts';

export const chroot: Workload = {
  name: 'chroot',
  title: 'the appliance of libguestfs as a directory tree',
  prepare: async (scratch) => {
    // The image has the kernel's modules, which the directory has not: cp -a gets what we wrote.
    const ours = ourBuild(scratch, 'chroot', [INPUT]);
    const supermin5 = supermin5Build(scratch, 'chroot', [INPUT]);
    const tree = await appliedTree(scratch, [INPUT], 'chroot');
    const contenders = [ours, supermin5, copyAll(scratch, tree)];
    return {
      contenders,
      targets: [faster(8, SUPERMIN5), within(1.5, COPY), memory(100)],
      input: describeList(listFiles(tree)),
      stages: ours,
      compare: async () => {
        const mine = [OURS, listDirectory(ours.output!)] as const;
        return [
          sameTree(mine, [SUPERMIN5, listDirectory(supermin5.output!)], {
            ...DELIBERATE,
            relativeLinks: true,
          }),
          sameTree(mine, [COPY, listDirectory(scratch.path('cp'))], DELIBERATE),
        ];
      },
    };
  },
};
