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
  encodeInode,
  FILE_TYPE_BITS,
  INODE_BODY_OFFSET,
  INODE_BODY_SIZE,
} from '../format/inode.ts';
import { placeAttributes } from './attributes.ts';
import { hasAttributeBlock } from './demand.ts';
import { type Image, usedInodesOfGroup } from './image.ts';
import { eachContentRun, pointersOf, zoneBlocksOf } from './inode-blocks.ts';
import { LOST_AND_FOUND, ROOT } from './inventory.ts';
import { resizeInode } from './resize-inode.ts';

const SECTORS_PER_BLOCK = BLOCK_SIZE / 512;

/** Writes the used inodes of a group; zero before. */
export function encodeInodeTable(image: Image, group: number, target: Buffer, at: number): void {
  const first = group * image.geometry.inodesPerGroup + 1;
  const used = usedInodesOfGroup(image, group);
  for (let slot = 0; slot < used; slot++) {
    const number = first + slot;
    const offset = at + slot * INODE_SIZE;
    if (number === ROOT_INODE) encodeNode(image, ROOT, target, offset);
    else if (number === RESIZE_INODE) encodeInode(target, offset, resizeInode(image));
    else if (number >= FIRST_INODE) {
      encodeNode(image, number - FIRST_INODE + LOST_AND_FOUND, target, offset);
    }
  }
}

function encodeNode(image: Image, index: number, target: Buffer, at: number): void {
  const { inventory, demand, space } = image;
  const node = inventory.nodes[index]!;
  const blocks = blocksOf(image, index, node);
  const zoneBlocks = zoneBlocksOf(image, index);
  let sectors = (zoneBlocks - demand.ownBlocks[index]!) * SECTORS_PER_BLOCK;
  eachContentRun(image, index, (_logical, _block, count) => {
    sectors += count * SECTORS_PER_BLOCK;
  });
  const lastZoneBlock = demand.zone[index]! + zoneBlocks - 1;
  encodeInode(target, at, {
    mode: FILE_TYPE_BITS[node.type] | (node.mode & 0o7777),
    uid: node.uid,
    gid: node.gid,
    size: sizeOf(image, index, node),
    links: inventory.links.at(index),
    sectors,
    mtime: node.mtime,
    creationTime: inventory.time,
    blocks,
    attributeBlock: hasAttributeBlock(node) ? space.blockAt(lastZoneBlock) : 0,
    flags: 0,
  });
  if (node.type === 'symlink' && node.target.length <= MAXIMUM_FAST_LINK_TARGET) {
    target.write(node.target, at + 40, 'latin1');
  }
  if (node.xattrs === undefined) return;
  const { body } = placeAttributes(node.xattrs);
  if (body.length > 0) encodeAttributeBody(target, at + INODE_BODY_OFFSET, INODE_BODY_SIZE, body);
}

function blocksOf(image: Image, index: number, node: TreeNode): Uint32Array {
  if (node.type === 'character' || node.type === 'block') {
    const blocks = new Uint32Array(15);
    blocks.set(encodeDeviceNumber(node.major, node.minor));
    return blocks;
  }
  return pointersOf(image, index).inode;
}

function sizeOf(image: Image, index: number, node: TreeNode): number {
  if (node.type === 'file') return node.size;
  if (node.type === 'symlink') return node.target.length;
  if (node.type === 'directory') return image.demand.ownBlocks[index]! * BLOCK_SIZE;
  return 0;
}
