import {
  displayPath,
  type InspectContext,
  type OutputContents,
  type Overhead,
} from '@supermin/core';
import type { FileNode } from '@supermin/core/writer';
import { DISK_PATHS } from '../disk/disk-tree.ts';

/** What an image of `--kind disk` has besides its disk; all else is headers. */
const BESIDE: readonly [path: string, name: string][] = [
  [DISK_PATHS.kernel, 'kernel'],
  [DISK_PATHS.initrd, 'initrd'],
];

/**
 * What is on the disk of an image, and what else the image has.
 *
 *     the disk + kernel + initrd + headers + other files of the layout = the layout, unpacked, with the disk instead of its file
 *
 * @param image as it lies there
 * @returns undefined for one that has no disk of ours
 * @throws SuperminError as the ext2 writer
 */
export async function diskContents(
  image: OutputContents,
  context: InspectContext,
): Promise<OutputContents | undefined> {
  const file = image.tree.lookup(DISK_PATHS.root);
  if (file?.type !== 'file') return undefined;
  const { content, size } = file;
  const name = `${displayPath(image.image!)}:${DISK_PATHS.root}`;
  const disk = await context.inspectImage('ext2', { name, content, size });
  if (disk === undefined) return undefined;
  const beside = besideDisk(image, file);
  const compressions = [disk.compressed?.name, image.compressed?.name].filter(Boolean);
  return {
    ...disk,
    image: image.image!,
    size: image.size - file.size + disk.size,
    overhead: [...disk.overhead, ...beside, ...image.overhead],
    compressed:
      compressions.length === 0
        ? undefined
        : { name: compressions.join(', '), size: image.compressed?.size ?? image.size },
    notes: [...image.notes, ...disk.notes],
  };
}

function besideDisk({ tree, stored }: OutputContents, disk: FileNode): Overhead[] {
  const named = new Map(BESIDE.map(([path, name]) => [tree.lookup(path), name]));
  const found: Overhead[] = [];
  let headers = 0;
  for (const [node, bytes] of stored) {
    const name = named.get(node);
    if (name !== undefined) found.push({ name, bytes });
    else headers += node === disk ? bytes - disk.size : bytes;
  }
  return [...found, { name: 'archive of the disk', bytes: headers }];
}
