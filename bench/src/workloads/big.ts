import { join } from 'node:path';
import { fsck } from '../../../test-e2e/support/judges.ts';
import { listDirectory, listImage } from '../../../test-e2e/support/listing.ts';
import { unpackImage } from '../compare/image-tree.ts';
import { DELIBERATE, sameTree } from '../compare/same-tree.ts';
import { runOnce } from '../measure/run-once.ts';
import { copyAll, mke2fs } from './ext2.ts';
import { copyFloors, describeList } from './floors.ts';
import { COUNTS, generatedInput, generatedRoot } from './generated.ts';
import { ourBuild } from './host-builds.ts';
import { COPY, MKE2FS, OURS } from './names.ts';
import { faster, memory } from './targets.ts';
import type { Workload } from './workload.ts';

const COUNT = COUNTS.at(-1)!;

export const big: Workload = {
  name: 'big',
  title: 'ext2: 100,000 files',
  prepare: async (scratch) => {
    const input = [generatedInput(scratch, COUNT), '--root', generatedRoot(scratch)];
    const ours = ourBuild(scratch, 'ext2', input);
    await runOnce(ours, scratch.path('usage'));
    const tree = scratch.path('tree');
    await unpackImage(join(ours.output!, 'root'), tree);
    const floors = copyFloors(scratch, tree);
    return {
      contenders: [ours, mke2fs(scratch, tree), copyAll(scratch, tree), ...floors.contenders],
      targets: [faster(1.5, MKE2FS), memory(250)],
      input: describeList(floors.list),
      stages: ours,
      compare: async () => {
        const [our, their] = [join(ours.output!, 'root'), scratch.path('mke2fs')];
        for (const image of [our, their]) await fsck(image);
        const mine = [OURS, await listImage(our)] as const;
        return [
          'e2fsck -fn is content with both images',
          sameTree(mine, [MKE2FS, await listImage(their)], DELIBERATE),
          sameTree(mine, [COPY, listDirectory(scratch.path('cp'))], DELIBERATE),
          floors.compare(),
        ];
      },
    };
  },
};
