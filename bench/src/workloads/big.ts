import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fsck, listImage } from '@supermin/test-support/images';
import { DELIBERATE, sameTree } from '../compare/same-tree.ts';
import type { Scratch } from '../scratch.ts';
import { mke2fs } from './ext2.ts';
import { copyFloors, describeList } from './floors.ts';
import { COUNTS, generatedInput, generatedRoot } from './generated.ts';
import { ourBuild } from './host-builds.ts';
import { MKE2FS, OURS } from './names.ts';
import { faster, memory } from './targets.ts';
import type { Workload } from './workload.ts';

const COUNT = COUNTS.at(-1)!;

export const big: Workload = {
  name: 'big',
  title: 'ext2: 100,000 files',
  prepare: async (scratch) => {
    const tree = generatedRoot(scratch);
    // With what is not of packages the appliance is the root itself, so mke2fs needs no other tree.
    const input = [generatedInput(scratch, COUNT), hostfiles(scratch), '--root', tree];
    const ours = ourBuild(scratch, 'ext2', input);
    const floors = copyFloors(scratch, tree);
    return {
      contenders: [ours, mke2fs(scratch, tree), ...floors.contenders.slice(0, 1)],
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
        ];
      },
    };
  },
};

function hostfiles(scratch: Scratch): string {
  const path = scratch.path('hostfiles');
  const patterns = ['/etc/*', '/boot/*', '/var/lib/dpkg/*', '/var/lib/dpkg/info/*'];
  writeFileSync(path, patterns.map((pattern) => `${pattern}\n`).join(''));
  return path;
}
