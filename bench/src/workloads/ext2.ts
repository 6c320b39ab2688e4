import { join } from 'node:path';
import { fsck, listImage } from '@supermin/test-support/images';
import { listDirectory } from '@supermin/test-support/listing';
import { DELIBERATE, sameTree } from '../compare/same-tree.ts';
import type { Scratch } from '../scratch.ts';
import { copyFloors, describeList, emptyNode } from './floors.ts';
import { appliedTree, ourBuild, supermin5Build } from './host-builds.ts';
import { COPY, MKE2FS, OURS, SUPERMIN5 } from './names.ts';
import type { Contender, Prepared, Target } from './workload.ts';

/** supermin's own default size of an image. */
const SIZE = '4G';

/** An ext2 appliance of this machine's files, beside everything that could make one from the same files. */
export async function prepareExt2(
  scratch: Scratch,
  input: readonly string[],
  targets: readonly Target[],
  cold = false,
): Promise<Prepared> {
  const tree = await appliedTree(scratch, input);
  const floors = copyFloors(scratch, tree);
  const ours = ourBuild(scratch, 'ext2', input);
  const supermin5 = supermin5Build(scratch, 'ext2', input);
  const peers = [ours, supermin5, mke2fs(scratch, tree)];
  return {
    contenders: [...peers, copyAll(scratch, tree), ...floors.contenders, emptyNode()],
    targets,
    input: describeList(floors.list),
    stages: ours,
    ...(cold ? { cold: peers } : {}),
    compare: async () => {
      const images = [ours.output!, supermin5.output!].map((output) => join(output, 'root'));
      const [our = '', their = ''] = images;
      for (const image of [...images, scratch.path('mke2fs')]) await fsck(image);
      const mine = [OURS, await listImage(our)] as const;
      return [
        'e2fsck -fn is content with all images',
        sameTree(mine, [SUPERMIN5, await listImage(their)], DELIBERATE),
        sameTree(mine, [MKE2FS, await listImage(scratch.path('mke2fs'))], DELIBERATE),
        sameTree(mine, [COPY, listDirectory(scratch.path('cp'))], DELIBERATE),
        floors.compare(),
      ];
    },
  };
}

/** An image of a tree that somebody made before. */
export function mke2fs(scratch: Scratch, tree: string, size = SIZE): Contender {
  const output = scratch.path('mke2fs');
  return {
    name: MKE2FS,
    traced: true,
    argv: ['mke2fs', '-q', '-F', '-t', 'ext2', '-d', tree, output, size],
    output,
    env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  };
}

export function copyAll(scratch: Scratch, tree: string): Contender {
  const output = scratch.path('cp');
  return { name: COPY, argv: ['cp', '-a', tree, output], output };
}
