import { createHash, type Hash } from 'node:crypto';
import type { TreeNode } from '@supermin/core';
import type { Geometry } from '../layout/geometry.ts';
import type { Inventory } from './inventory.ts';

/** What tells one filesystem from another. 16 bytes each. */
export interface Identity {
  uuid: Buffer;
  hashSeed: Buffer;
}

/** Characters that are handed to the hash at once. */
const BATCH = 1 << 16;

/**
 * Derives UUID and hash seed from the tree, so that the same input gives the same image: all metadata, names, link
 * targets and bytes that are in memory; for files of the host size and mtime stand for the bytes, as they do for make.
 * (Where a file lies on the host does not count: the same system in another host root is the same input.)
 */
export function identify(inventory: Inventory, geometry: Geometry): Identity {
  const hash = createHash('sha256');
  let text = `supermin ext2 1 ${geometry.blocks} ${geometry.inodes} ${inventory.time}\0`;
  for (let index = 0; index < inventory.count; index++) {
    const node = inventory.nodes[index]!;
    text += `${node.type} ${node.mode} ${node.uid} ${node.gid} ${node.mtime} ${detail(node)}\0`;
    if (node.type === 'directory') text += entriesOf(inventory, index);
    if (text.length > BATCH) {
      hash.update(text, 'latin1');
      text = '';
    }
    if (node.type === 'file' && node.content.kind === 'bytes') hash.update(node.content.bytes);
    if (node.xattrs !== undefined) hashAttributes(hash, node.xattrs);
  }
  hash.update(text, 'latin1');
  const digest = hash.digest();
  return { uuid: toUuid(digest.subarray(0, 16)), hashSeed: toUuid(digest.subarray(16, 32)) };
}

function detail(node: TreeNode): string {
  switch (node.type) {
    case 'file':
      return `${node.size}`;
    case 'symlink':
      return node.target;
    case 'character':
    case 'block':
      return `${node.major}:${node.minor}`;
    default:
      return '';
  }
}

function entriesOf(inventory: Inventory, index: number): string {
  const entries = inventory.entries(index);
  let text = `${entries.count}\0`;
  for (let entry = 0; entry < entries.count; entry++) {
    text += `${entries.name(entry)} ${entries.inode(entry)}\0`;
  }
  return text;
}

function hashAttributes(hash: Hash, xattrs: ReadonlyMap<string, Uint8Array>): void {
  for (const [name, value] of [...xattrs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name}\0${value.length}\0`, 'latin1').update(value);
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
