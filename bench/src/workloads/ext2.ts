import { join } from 'node:path';
import { fsck } from '../../../test-e2e/support/judges.ts';
import { listDirectory, listImage } from '../../../test-e2e/support/listing.ts';
import { succeed } from '../../../test-e2e/support/processes.ts';
import { unpackImage } from '../compare/image-tree.ts';
import { type Allowance, sameTree } from '../compare/same-tree.ts';
import type { Scratch } from '../scratch.ts';
import { copyFloors, emptyNode } from './floors.ts';
import { COPY, MKE2FS, OURS, SUPERMIN5, SUPERMIN5_PATH } from './names.ts';
import type { Contender, Prepared, Target } from './workload.ts';

/** Times of directories may also change on the host, between two builds. */
const ALLOWED: Allowance = { paths: ['/lost+found'], directories: true, timesOfLinks: true };

export interface Ext2Options {
  /** The appliance's input files. */
  input: readonly string[];
  targets: readonly Target[];
  /** Size of the images, for mke2fs. */
  size?: string;
  cold?: boolean;
}

/** An ext2 appliance beside everything that could make one from the same files. */
export async function prepareExt2(scratch: Scratch, options: Ext2Options): Promise<Prepared> {
  const { input, size = '4G', cold = false } = options;
  const output = (name: string) => scratch.path(name);
  // Our own resolver takes what Provides names, too: a larger appliance.
  const ours = [scratch.command, 'build', '--resolver', 'supermin5', '-f', 'ext2', '--size', size];
  const build = (name: string) => [...ours, ...input, '-o', output(name)];
  await succeed(scratch.command, build('first').slice(1), { env: environment(scratch) });
  const tree = output('tree');
  await unpackImage(join(output('first'), 'root'), tree);
  const floors = copyFloors(scratch, tree);
  const contenders: Contender[] = [
    { name: OURS, argv: build('ours'), output: output('ours'), env: environment(scratch) },
    {
      name: SUPERMIN5,
      argv: [SUPERMIN5_PATH, '--build', '-f', 'ext2', '--size', size, ...input, '-o', output('5')],
      output: output('5'),
      env: environment(scratch),
    },
    {
      name: MKE2FS,
      argv: ['mke2fs', '-q', '-F', '-t', 'ext2', '-d', tree, output('mke2fs'), size],
      output: output('mke2fs'),
      env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    },
    { name: COPY, argv: ['cp', '-a', tree, output('cp')], output: output('cp') },
    ...floors.contenders,
    emptyNode(),
  ];
  return {
    contenders,
    targets: options.targets,
    input: `${floors.list.files.length} files, ${megabytes(floors.list.bytes)}`,
    stages: [...build('stages'), '--timings'],
    ...(cold ? { cold: contenders.slice(0, 4) } : {}),
    compare: async () => {
      const image = join(output('ours'), 'root');
      for (const each of [image, join(output('5'), 'root'), output('mke2fs')]) await fsck(each);
      const mine = [OURS, await listImage(image)] as const;
      return [
        'e2fsck -fn is content with all images',
        sameTree(mine, [SUPERMIN5, await listImage(join(output('5'), 'root'))], ALLOWED),
        sameTree(mine, [MKE2FS, await listImage(output('mke2fs'))], ALLOWED),
        sameTree(mine, [COPY, listDirectory(output('cp'))], ALLOWED),
        floors.compare(),
      ];
    },
  };
}

/** Both programs keep their temporary files beside the outputs. */
export function environment(scratch: Scratch): Record<string, string> {
  return { TMPDIR: scratch.directory, XDG_CACHE_HOME: scratch.path('cache'), SUPERMIN_KERNEL: '' };
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
