import type { FileNode, TreeNode } from '@supermin/core/writer';
import { blocksFor } from '../format/blocks.ts';
import { BLOCK_SIZE, MAXIMUM_FAST_LINK_TARGET } from '../format/constants.ts';
import { directoryBlocks } from '../format/directory.ts';
import { placeAttributes } from './attributes.ts';
import { BlockPointers, DIRECT_BLOCKS } from './block-pointers.ts';
import { type DataRanges, eachDataRun } from './data-ranges.ts';
import { type Inventory, LOST_AND_FOUND } from './inventory.ts';

/** Blocks that e2fsck wants to find in lost+found, so that it can link files there on a full filesystem. */
const LOST_AND_FOUND_BLOCKS = 4;

/**
 * The blocks that a tree needs besides the fixed structures. All but file data lies in one zone in front of it, so
 * that data is contiguous from one file to the next, and so is what a boot reads to find it. Files that are placed ahead of
 * all else lie in front of the zone: where they are does not depend on anything else.
 *
 *     ahead: file, file, file ...
 *     zone:  resize inode's block | node 0 | node 1 | ...         each: own blocks, indirect blocks, attribute block
 *     data:  file, file, file ...
 */
export interface Demand {
  /** Of `dataBlocks`, those in front of the zone: the position of its first block. */
  aheadBlocks: number;
  /** By index: blocks of a directory, or of a symbolic link that is too long for its inode. */
  ownBlocks: Uint32Array;
  /** By index: position of its first block in the zone; one more at the end. */
  zone: Uint32Array;
  /** The position behind the zone. */
  zoneEnd: number;
  dataBlocks: number;
}

export function measure(
  inventory: Inventory,
  ranges: ReadonlyMap<FileNode, DataRanges> | undefined,
): Demand {
  const { count } = inventory;
  const ownBlocks = new Uint32Array(count);
  const zone = new Uint32Array(count + 1);
  const pointers = new BlockPointers();
  let aheadBlocks = 0;
  for (let order = 0; order < inventory.ahead.length; order++) {
    const node = inventory.nodes[inventory.ahead[order]!] as FileNode;
    aheadBlocks += dataBytesOf(node, ranges?.get(node)) / BLOCK_SIZE;
  }
  let position = aheadBlocks + 1;
  let dataBlocks = 0;
  for (let index = 0; index < count; index++) {
    const node = inventory.nodes[index]!;
    zone[index] = position;
    const own = ownBlocksOf(inventory, index, node);
    ownBlocks[index] = own;
    position += own;
    if (own > DIRECT_BLOCKS) {
      pointers.start(0).add(0, 0, own);
      position += pointers.indirect;
    } else if (node.type === 'file') {
      pointers.start(0);
      const found = ranges?.get(node);
      if (found === undefined) pointers.add(0, 0, blocksFor(node.size));
      else eachDataRun(node.size, found, (logical, count) => pointers.add(logical, 0, count));
      dataBlocks += pointers.blocks;
      position += pointers.indirect;
    }
    if (hasAttributeBlock(node)) position++;
  }
  zone[count] = position;
  return { aheadBlocks, ownBlocks, zone, zoneEnd: position, dataBlocks };
}

export function hasAttributeBlock(node: TreeNode): boolean {
  return node.xattrs !== undefined && placeAttributes(node.xattrs).block.length > 0;
}

function ownBlocksOf(inventory: Inventory, index: number, node: TreeNode): number {
  if (node.type === 'symlink') return node.target.length > MAXIMUM_FAST_LINK_TARGET ? 1 : 0;
  if (node.type !== 'directory') return 0;
  const blocks = directoryBlocks(inventory.directory(index));
  return index === LOST_AND_FOUND ? Math.max(blocks, LOST_AND_FOUND_BLOCKS) : blocks;
}

/** Bytes of the blocks that a file's data takes. */
export function dataBytesOf(node: FileNode, ranges: DataRanges | undefined): number {
  if (ranges === undefined) return blocksFor(node.size) * BLOCK_SIZE;
  let blocks = 0;
  eachDataRun(node.size, ranges, (_, count) => {
    blocks += count;
  });
  return blocks * BLOCK_SIZE;
}
