import { createHash } from 'node:crypto';
import type { BytePath, TreeNode } from '@supermin/core';
import { ENTRY_TYPES } from '../format/directory.ts';
import type { Geometry } from '../layout/geometry.ts';
import type { Inventory } from './inventory.ts';

/** What tells one filesystem from another. 16 bytes each. */
export interface Identity {
  uuid: Buffer;
  hashSeed: Buffer;
}

/** Numbers of 8 bytes that are hashed of each node. */
const FIELDS = 8;

/**
 * Derives UUID and hash seed from the tree, so that the same input gives the same image: all metadata, names, link
 * targets and bytes that are in memory; for files of the host size and mtime stand for the bytes, as they do for make.
 * (Where a file lies on the host does not count: the same system in another host root is the same input.)
 */
export function identify(
  inventory: Inventory,
  geometry: Geometry,
  mountPoint?: BytePath,
): Identity {
  const hash = createHash('sha256');
  hash.update(`supermin ext2 1 ${geometry.blocks} ${geometry.inodes} ${inventory.time}\0`);
  if (mountPoint !== undefined) hash.update(`${mountPoint}\0`, 'latin1');
  hash.update(numbersOf(inventory));
  hash.update(inventory.names.join('\0'), 'latin1');
  for (const node of inventory.nodes) {
    if (node.type === 'symlink') hash.update(`${node.target}\0`, 'latin1');
    if (node.type === 'file' && node.content.kind === 'bytes') hash.update(node.content.bytes);
    if (node.xattrs === undefined) continue;
    for (const [name, value] of [...node.xattrs].sort(([a], [b]) => (a < b ? -1 : 1))) {
      hash.update(`${name}\0${value.length}\0`, 'latin1').update(value);
    }
  }
  const digest = hash.digest();
  return { uuid: toUuid(digest.subarray(0, 16)), hashSeed: toUuid(digest.subarray(16, 32)) };
}

/** All that is a number, in one buffer: hashing text for each node takes ten times as long. */
function numbersOf(inventory: Inventory): Uint8Array {
  const { nodes, targets } = inventory;
  const view = new DataView(new ArrayBuffer((nodes.length * FIELDS + targets.length) * 8));
  let at = 0;
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]!;
    view.setFloat64(at, ENTRY_TYPES[node.type], true);
    view.setFloat64(at + 8, node.mode, true);
    view.setFloat64(at + 16, node.uid, true);
    view.setFloat64(at + 24, node.gid, true);
    view.setFloat64(at + 32, node.mtime, true);
    view.setFloat64(at + 40, inventory.entryCount.at(index), true);
    view.setFloat64(at + 48, detailOf(node), true);
    view.setFloat64(at + 56, node.xattrs?.size ?? 0, true);
    at += FIELDS * 8;
  }
  for (let entry = 0; entry < targets.length; entry++, at += 8) {
    view.setFloat64(at, targets.at(entry), true);
  }
  return new Uint8Array(view.buffer);
}

function detailOf(node: TreeNode): number {
  switch (node.type) {
    case 'file':
      return node.size;
    case 'symlink':
      return node.target.length;
    case 'character':
    case 'block':
      return node.major * 2 ** 20 + node.minor;
    default:
      return 0;
  }
}

/** Version 8, the one for bits of one's own making (RFC 9562). */
function toUuid(bytes: Buffer): Buffer {
  const uuid = Buffer.from(bytes);
  uuid[6] = (uuid[6]! & 0x0f) | 0x80;
  uuid[8] = (uuid[8]! & 0x3f) | 0x80;
  return uuid;
}

/** As `blkid` spells it. */
export function formatUuid(uuid: Buffer): string {
  return uuid.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
