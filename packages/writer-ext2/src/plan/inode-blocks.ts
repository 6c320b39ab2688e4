import { encodeAttributeBlock } from '../format/attribute.ts';
import { BLOCK_SIZE } from '../format/constants.ts';
import { encodeDirectory } from '../format/directory.ts';
import { placeAttributes } from './attributes.ts';
import { BlockPointers } from './block-pointers.ts';
import { hasAttributeBlock } from './demand.ts';
import type { Image } from './image.ts';
import { inodeNumber } from './inventory.ts';

/** Blocks of the node at `index` in the zone. */
export function zoneBlocksOf({ demand }: Image, index: number): number {
  return demand.zone[index + 1]! - demand.zone[index]!;
}

/** Calls `each` with the runs of blocks that hold the node's content, in its order. */
export function eachContentRun(
  image: Image,
  index: number,
  each: (logical: number, block: number, count: number) => void,
): void {
  const { demand, extents, firstExtent, space } = image;
  const own = demand.ownBlocks[index]!;
  if (own > 0) {
    let logical = 0;
    for (const { block, count } of space.runs(demand.zone[index]!, own)) {
      each(logical, block, count);
      logical += count;
    }
    return;
  }
  for (let extent = firstExtent[index]!; extent < firstExtent[index + 1]!; extent++) {
    each(
      extents.sourceOffset[extent]! / BLOCK_SIZE,
      extents.imageOffset[extent]! / BLOCK_SIZE,
      Math.ceil(extents.length[extent]! / BLOCK_SIZE),
    );
  }
}

/** The pointers of a node; its indirect blocks go to `target` if there is one. */
export function pointersOf(image: Image, index: number, target?: Buffer, at = 0): BlockPointers {
  const { demand, space } = image;
  const firstIndirect = demand.zone[index]! + demand.ownBlocks[index]!;
  const pointers = new BlockPointers((n) => space.blockAt(firstIndirect + n), target, at);
  eachContentRun(image, index, (logical, block, count) => pointers.add(logical, block, count));
  return pointers;
}

/** Writes all that the node at `index` has in the zone; zero before. */
export function encodeInodeBlocks(image: Image, index: number, target: Buffer, at: number): void {
  const { inventory, demand } = image;
  const node = inventory.nodes[index]!;
  const own = demand.ownBlocks[index]!;
  if (node.type === 'symlink' && own > 0) target.write(node.target, at, 'latin1');
  if (node.type === 'directory') {
    const parent = inodeNumber(inventory.parents.at(index));
    encodeDirectory(target, at, own, inodeNumber(index), parent, inventory.entries(index));
  }
  const { count } = pointersOf(image, index, target, at + own * BLOCK_SIZE);
  if (hasAttributeBlock(node)) {
    const { block } = placeAttributes(node.xattrs!);
    encodeAttributeBlock(target, at + (own + count) * BLOCK_SIZE, BLOCK_SIZE, block);
  }
}
