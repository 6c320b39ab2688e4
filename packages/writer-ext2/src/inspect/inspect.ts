import { statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import {
  type BytePath,
  type InspectContext,
  type InspectedImage,
  joinPath,
  type OutputContents,
  type Overhead,
  toSystemPath,
} from '@supermin/core';
import type { FileNode } from '@supermin/core/writer';
import { FIRST_INODE, RESIZE_INODE, ROOT_INODE } from '../format/constants.ts';
import { blockMap } from './block-map.ts';
import { damaged, unsupported } from './errors.ts';
import { FoundFile } from './found-file.ts';
import { readGroups, structureBlocks } from './groups.ts';
import { ImageFile } from './image-file.ts';
import { TreeReader } from './read-tree.ts';

const JOURNAL_INODE = 8;

/** Of a MiB. */
const PIECES_AT_ONCE = 16;

/** What `build` calls its image, in one form or the other. */
const NAMES = ['root', 'root.qcow2'];

/**
 * Reads an ext2, ext3 or ext4 image back: our own, or one that mke2fs made.
 *
 * @param output the output directory, or an image, raw or qcow2
 * @returns undefined for what is none
 */
export function inspectOutput(
  output: BytePath,
  context: Pick<InspectContext, 'signal'>,
): OutputContents | undefined {
  const isDirectory = statSync(toSystemPath(output)).isDirectory();
  const paths = isDirectory ? NAMES.map((name) => joinPath(output, name)) : [output];
  for (const path of paths) {
    const stats = statSync(toSystemPath(path), { throwIfNoEntry: false });
    if (!stats?.isFile()) continue;
    const content = { kind: 'part', path, offset: 0 } as const;
    return inspectImage({ name: path, content, size: stats.size }, context);
  }
  return undefined;
}

/**
 * The same for what may be no file by itself. Of a qcow2 file, it is about the disk in it.
 *
 *     structures + data of all inodes + free blocks + what is behind the last block = the size of the disk
 */
export function inspectImage(
  opened: InspectedImage,
  { signal }: Pick<InspectContext, 'signal'>,
): OutputContents | undefined {
  const image = ImageFile.open(opened);
  if (image === undefined) return undefined;
  try {
    const { unknown } = image.superblock;
    if (unknown.length > 0) throw unsupported(image.path, unknown);
    return contentsOf(opened, image, signal);
  } finally {
    image.close();
  }
}

function contentsOf(opened: InspectedImage, image: ImageFile, signal: AbortSignal): OutputContents {
  const groups = readGroups(image);
  const { blocks, blockSize } = image.superblock;
  const { size, packed } = image.disk;
  const reader = new TreeReader(opened, image, groups, signal);
  reader.read();
  const { tree, stored } = reader;
  const overhead: Overhead[] = [
    ...structureBlocks(image.superblock),
    ...ownInodes(image, reader),
    { name: 'free space', bytes: groups.freeBlocks * blockSize },
    { name: 'behind the filesystem', bytes: size - blocks * blockSize },
  ];
  let known = 0;
  for (const bytes of stored.values()) known += bytes;
  for (const { bytes } of overhead) known += bytes;
  if (known > size) throw damaged(image.path, 'blocks are counted twice');
  overhead.push({ name: 'in use, but not by what can be found', bytes: size - known });
  return {
    ...{ tree, stored, size, image: image.path, notes: [], compressed: packed },
    overhead: overhead.filter(({ bytes }) => bytes > 0),
    read: (file) => pieces(file, signal),
  };
}

/** Of the inode that keeps blocks for more descriptors only the block that points to those: they are counted with the structures. */
function ownInodes(image: ImageFile, reader: TreeReader): Overhead[] {
  const { blockSize } = image.superblock;
  const found: Overhead[] = [];
  for (let number = 1; number < FIRST_INODE; number++) {
    const inode = reader.inode(number);
    if (number === ROOT_INODE || inode.links === 0) continue;
    if (number === RESIZE_INODE) {
      const isUsed = inode.pointers.readUInt32LE(4 * 13) !== 0;
      found.push({ name: 'resize inode', bytes: isUsed ? blockSize : 0 });
      continue;
    }
    const name = number === JOURNAL_INODE ? 'journal' : `reserved inode ${number}`;
    found.push({ name, bytes: reader.bytesOf(blockMap(image, inode), inode) });
  }
  return found;
}

/** A hole may have terabytes, and nobody would hear a signal while they are made. */
async function* pieces(file: FileNode, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (!(file instanceof FoundFile)) return;
  let count = 0;
  for (const piece of file.pieces()) {
    yield piece;
    if (++count % PIECES_AT_ONCE !== 0) continue;
    await setImmediate();
    signal.throwIfAborted();
  }
}
