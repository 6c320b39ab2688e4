import type { TreeNode } from '@supermin/core/writer';
import { encodeAttributeBody } from '../format/attribute.ts';
import {
  BLOCK_SIZE,
  FIRST_INODE,
  INODE_SIZE,
  MAXIMUM_FAST_LINK_TARGET,
  RESIZE_INODE,
  ROOT_INODE,
} from '../format/constants.ts';
import { encodeDeviceNumber } from '../format/device-number.ts';
import {
  BLOCKS_OFFSET,
  encodeInode,
  FILE_TYPE_BITS,
  INODE_BODY_OFFSET,
  INODE_BODY_SIZE,
  INODE_WORDS,
  type Inode,
} from '../format/inode.ts';
import { encodeTimestamp } from '../format/timestamp.ts';
import { wordsAt } from '../format/words.ts';
import { placeAttributes } from './attributes.ts';
import { hasAttributeBlock } from './demand.ts';
import { type Image, usedInodesOfGroup } from './image.ts';
import { collectPointers, zoneBlocksOf } from './inode-blocks.ts';
import { LOST_AND_FOUND, ROOT } from './inventory.ts';
import { resizeInode } from './resize-inode.ts';

const SECTORS_PER_BLOCK = BLOCK_SIZE / 512;

/** Writes the used inodes of a group; zero before. */
export function encodeInodeTable(image: Image, group: number, target: Buffer, at: number): void {
  const first = group * image.geometry.inodesPerGroup + 1;
  const used = usedInodesOfGroup(image, group);
  const words = wordsAt(target, at, used * INODE_WORDS);
  // One for all of them: an object for each would be a tenth of the time.
  const inode = blankInode(image);
  for (let slot = 0; slot < used; slot++) {
    const index = nodeIndex(first + slot);
    if (index !== undefined) {
      describeNode(image, index, inode);
      encodeInode(words, slot * INODE_WORDS, inode);
      encodeBytes(image.inventory.nodes[index]!, target, at + slot * INODE_SIZE);
    } else if (first + slot === RESIZE_INODE) {
      encodeInode(words, slot * INODE_WORDS, resizeInode(image));
    }
  }
}

function blankInode({ inventory, pointers }: Image): Inode {
  return {
    mode: 0,
    uid: 0,
    gid: 0,
    size: 0,
    links: 0,
    sectors: 0,
    mtime: 0,
    created: encodeTimestamp(inventory.time),
    blocks: pointers.inode,
    attributeBlock: 0,
    flags: 0,
  };
}

/** Of the node that has the inode; undefined for inodes of the filesystem's own. */
function nodeIndex(inode: number): number | undefined {
  if (inode >= FIRST_INODE) return inode - FIRST_INODE + LOST_AND_FOUND;
  return inode === ROOT_INODE ? ROOT : undefined;
}

/** Fills in the inode of a node, and its `blocks`: those of the image's pointers. */
function describeNode(image: Image, index: number, inode: Inode): void {
  const { inventory, pointers, space, demand } = image;
  const node = inventory.nodes[index]!;
  collectPointers(image, index, pointers);
  const hasBlock = hasAttributeBlock(node);
  const blocks = pointers.blocks + pointers.indirect + (hasBlock ? 1 : 0);
  if (node.type === 'character' || node.type === 'block') {
    pointers.inode.set(encodeDeviceNumber(node.major, node.minor));
  }
  inode.mode = FILE_TYPE_BITS[node.type] | (node.mode & 0o7777);
  inode.uid = node.uid;
  inode.gid = node.gid;
  inode.size = sizeOf(image, index, node);
  inode.links = inventory.links.at(index);
  inode.sectors = blocks * SECTORS_PER_BLOCK;
  inode.mtime = node.mtime;
  inode.attributeBlock = hasBlock
    ? space.blockAt(demand.zone[index]! + zoneBlocksOf(image, index) - 1)
    : 0;
}

/** What of an inode is no words: the target of a short link, extended attributes. */
function encodeBytes(node: TreeNode, target: Buffer, at: number): void {
  if (node.type === 'symlink' && node.target.length <= MAXIMUM_FAST_LINK_TARGET) {
    target.write(node.target, at + BLOCKS_OFFSET, 'latin1');
  }
  if (node.xattrs === undefined) return;
  const { body } = placeAttributes(node.xattrs);
  if (body.length > 0) encodeAttributeBody(target, at + INODE_BODY_OFFSET, INODE_BODY_SIZE, body);
}

function sizeOf(image: Image, index: number, node: TreeNode): number {
  if (node.type === 'file') return node.size;
  if (node.type === 'symlink') return node.target.length;
  if (node.type === 'directory') return image.demand.ownBlocks[index]! * BLOCK_SIZE;
  return 0;
}
