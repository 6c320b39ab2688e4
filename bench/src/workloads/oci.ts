import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listDirectory } from '@supermin/test-support/listing';
import { succeed } from '@supermin/test-support/programs';
import { listFiles } from '../compare/file-list.ts';
import { DELIBERATE, sameTree } from '../compare/same-tree.ts';
import { describeList } from './floors.ts';
import { appliedTree, ourBuild } from './host-builds.ts';
import { INPUT } from './libguestfs.ts';
import { OURS, TAR_GZIP } from './names.ts';
import { memory, within } from './targets.ts';
import type { Workload } from './workload.ts';

export const oci: Workload = {
  name: 'oci',
  title: 'the appliance of libguestfs as an OCI image',
  prepare: async (scratch) => {
    const ours = ourBuild(scratch, 'oci', [INPUT]);
    // A chroot would have other links: they lead nowhere out of it. A container has no modules.
    const tree = await appliedTree(scratch, ['--modules', 'none', INPUT]);
    const packed = scratch.path('packed');
    // The same level as ours.
    const pack = 'tar -C "$1" -c . | gzip -6 >"$2"';
    return {
      contenders: [
        ours,
        { name: TAR_GZIP, argv: ['sh', '-c', pack, 'sh', tree, packed], output: packed },
      ],
      targets: [within(2, TAR_GZIP), memory(200)],
      input: describeList(listFiles(tree)),
      stages: ours,
      compare: async () => {
        const [one, other] = [scratch.path('one'), scratch.path('other')];
        for (const directory of [one, other]) mkdirSync(directory);
        for (const layer of layersOf(ours.output!)) await unpack(layer, one);
        await unpack(packed, other);
        const mine = [OURS, listDirectory(one)] as const;
        return [sameTree(mine, [TAR_GZIP, listDirectory(other)], DELIBERATE)];
      },
    };
  },
};

/** The files of an image's layers, the lowest first. */
function layersOf(layout: string): string[] {
  const blob = (digest: string) => join(layout, 'blobs/sha256', digest.slice('sha256:'.length));
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
  const { manifests } = read(join(layout, 'index.json'));
  const { layers } = read(blob(manifests[0].digest));
  return layers.map(({ digest }: { digest: string }) => blob(digest));
}

/** By tar(1): a judge that is not ours. */
async function unpack(archive: string, directory: string): Promise<void> {
  await succeed('tar', ['-xpf', archive, '-C', directory]);
}
