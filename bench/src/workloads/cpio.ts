import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { listDirectory } from '@supermin/test-support/listing';
import { succeed } from '@supermin/test-support/programs';
import { sameBytes } from '../compare/same-bytes.ts';
import { DELIBERATE, sameTree } from '../compare/same-tree.ts';
import { CAT, copyFloors, describeList, emptyNode } from './floors.ts';
import { appliedTree, ourBuild } from './host-builds.ts';
import { INPUT } from './libguestfs.ts';
import { CPIO, OURS, PLAIN_COPY } from './names.ts';
import { memory, within } from './targets.ts';
import type { Workload } from './workload.ts';

export const cpio: Workload = {
  name: 'cpio',
  title: 'the appliance of libguestfs as an initramfs',
  prepare: async (scratch) => {
    const ours = ourBuild(scratch, 'cpio', [INPUT]);
    const tree = await appliedTree(scratch, [INPUT]);
    await succeed(ours.argv[0]!, ours.argv.slice(1), { env: { ...ours.env } });
    const archive = scratch.path('archive');
    copyFileSync(join(ours.output!, 'initrd'), archive);
    const copy = scratch.path('copy');
    const packed = scratch.path('packed');
    const floors = copyFloors(scratch, tree);
    const pack = 'cd "$1" && find . -print0 | cpio -0 -o -H newc --quiet >"$2"';
    return {
      contenders: [
        ours,
        { name: CPIO, argv: ['sh', '-c', pack, 'sh', tree, packed], output: packed },
        { name: PLAIN_COPY, argv: ['cp', archive, copy], output: copy },
        ...floors.contenders,
        emptyNode(),
      ],
      // A plain copy of its bytes may be either.
      targets: [within(2, CAT), within(2, PLAIN_COPY), memory(100)],
      input: describeList(floors.list),
      stages: ours,
      compare: async () => {
        const mine = [
          OURS,
          await unpack(join(ours.output!, 'initrd'), scratch.path('one')),
        ] as const;
        sameBytes(archive, copy);
        return [
          sameTree(mine, [CPIO, await unpack(packed, scratch.path('other'))], DELIBERATE),
          sameTree(mine, ['the ext2 image', listDirectory(tree)], DELIBERATE),
          `${PLAIN_COPY} = ${OURS}: all bytes`,
          floors.compare(),
        ];
      },
    };
  },
};

/** By cpio(1): a judge that is not ours. */
async function unpack(archive: string, directory: string) {
  mkdirSync(directory);
  const argv = ['-c', 'cpio -i -d -m --quiet --no-absolute-filenames <"$1"', 'sh', archive];
  await succeed('sh', argv, { cwd: directory });
  return listDirectory(directory);
}
