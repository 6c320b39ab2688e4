import { encodeAttributeBlock } from '../format/attribute.ts';
import { blocksFor } from '../format/blocks.ts';
import { BLOCK_SIZE, POINTERS_PER_BLOCK } from '../format/constants.ts';
import { encodeDirectory } from '../format/directory.ts';
import { storeWords, wordsAt } from '../format/words.ts';
import { placeAttributes } from './attributes.ts';
import type { BlockPointers } from './block-pointers.ts';
import { hasAttributeBlock } from './demand.ts';
import type { Image } from './image.ts';

/** Blocks of the node at `index` in the zone. */
export function zoneBlocksOf({ demand }: Image, index: number): number {
  return demand.zone[index + 1]! - demand.zone[index]!;
}

/** Fills `pointers` with those of the node at `index`; its indirect blocks go to `target` if there is one, as words. */
export function collectPointers(
  image: Image,
  index: number,
  pointers: BlockPointers,
  target?: Uint32Array,
): void {
  const { demand, extents, firstExtent, endExtent, space } = image;
  const own = demand.ownBlocks[index]!;
  const zone = demand.zone[index]!;
  pointers.start(zone + own, target);
  for (let logical = 0; logical < own; ) {
    const count = space.contiguous(zone + logical, own - logical);
    pointers.add(logical, space.blockAt(zone + logical), count);
    logical += count;
  }
  const end = endExtent[index]!;
  for (let extent = firstExtent[index]!; extent < end; extent++) {
    pointers.add(
      (extents.sourceOffset[extent]! / BLOCK_SIZE) >>> 0,
      extents.offset[extent]! / BLOCK_SIZE,
      blocksFor(extents.length[extent]!),
    );
  }
}

/** Writes all that the node at `index` has in the zone; zero before. */
export function encodeInodeBlocks(image: Image, index: number, target: Buffer, at: number): void {
  const { inventory, demand, pointers } = image;
  const node = inventory.nodes[index]!;
  const own = demand.ownBlocks[index]!;
  if (node.type === 'symlink' && own > 0) target.write(node.target, at, 'latin1');
  if (node.type === 'directory') encodeDirectory(target, at, own, inventory.directory(index));
  if (zoneBlocksOf(image, index) === own) return;
  const attributeBlocks = hasAttributeBlock(node) ? 1 : 0;
  const indirect = zoneBlocksOf(image, index) - own - attributeBlocks;
  const words = wordsAt(target, at + own * BLOCK_SIZE, indirect * POINTERS_PER_BLOCK);
  collectPointers(image, index, pointers, words);
  storeWords(words);
  if (attributeBlocks > 0) {
    const { block } = placeAttributes(node.xattrs!);
    encodeAttributeBlock(target, at + (own + indirect) * BLOCK_SIZE, BLOCK_SIZE, block);
  }
}
