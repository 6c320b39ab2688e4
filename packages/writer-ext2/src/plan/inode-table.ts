import type { TreeNode } from '@supermin/core';
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
} from '../format/inode.ts';
import { encodeTimestamp, type Timestamp } from '../format/timestamp.ts';
import { placeAttributes } from './attributes.ts';
import { hasAttributeBlock } from './demand.ts';
import { type Image, usedInodesOfGroup } from './image.ts';
import { collectPointers, zoneBlocksOf } from './inode-blocks.ts';
import { LOST_AND_FOUND, ROOT } from './inventory.ts';
import { resizeInode } from './resize-inode.ts';

const SECTORS_PER_BLOCK = BLOCK_SIZE / 512;

/** Writes the used inodes of a group; zero before. */
export function encodeInodeTable(image: Image, group: number, target: Buffer, at: number): void {
  const created = encodeTimestamp(image.inventory.time);
  const first = group * image.geometry.inodesPerGroup + 1;
  const used = usedInodesOfGroup(image, group);
  for (let slot = 0; slot < used; slot++) {
    const number = first + slot;
    const offset = at + slot * INODE_SIZE;
    if (number >= FIRST_INODE) {
      encodeNode(image, number - FIRST_INODE + LOST_AND_FOUND, target, offset, created);
    } else if (number === ROOT_INODE) encodeNode(image, ROOT, target, offset, created);
    else if (number === RESIZE_INODE) encodeInode(target, offset, resizeInode(image));
  }
}

function encodeNode(
  image: Image,
  index: number,
  target: Buffer,
  at: number,
  created: Timestamp,
): void {
  const { inventory, pointers, space, demand } = image;
  const node = inventory.nodes[index]!;
  collectPointers(image, index, pointers);
  const hasBlock = hasAttributeBlock(node);
  const blocks = pointers.blocks + pointers.indirect + (hasBlock ? 1 : 0);
  if (node.type === 'character' || node.type === 'block') {
    pointers.inode.set(encodeDeviceNumber(node.major, node.minor));
  }
  encodeInode(target, at, {
    mode: FILE_TYPE_BITS[node.type] | (node.mode & 0o7777),
    uid: node.uid,
    gid: node.gid,
    size: sizeOf(image, index, node),
    links: inventory.links.at(index),
    sectors: blocks * SECTORS_PER_BLOCK,
    mtime: node.mtime,
    created,
    blocks: pointers.inode,
    attributeBlock: hasBlock
      ? space.blockAt(demand.zone[index]! + zoneBlocksOf(image, index) - 1)
      : 0,
    flags: 0,
  });
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
