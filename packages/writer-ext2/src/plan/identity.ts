import { createHash } from 'node:crypto';
import type { BytePath } from '@supermin/core';
import type { TreeNode } from '@supermin/core/writer';
import { ENTRY_TYPES } from '../format/directory.ts';
import { littleEndianDoubles } from '../format/words.ts';
import type { Geometry } from '../layout/geometry.ts';
import type { Inventory } from './inventory.ts';

/** What tells one filesystem from another. 16 bytes each. */
export interface Identity {
  uuid: Buffer;
  hashSeed: Buffer;
}

/** Numbers of 8 bytes that are hashed of each node. */
const FIELDS = 8;

/** Bytes that are hashed of a file's content: a linker's build ID stands there, too. */
const HASHED = 64 * 1024;

/**
 * Derives UUID and hash seed from the tree, so that the same input gives the same image: all metadata, names, link
 * targets and the first bytes of what is in memory. For the others, and for files of the host, size and mtime stand, as they do
 * for make.
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
  // Of links that follow each other, and mostly all do: a call takes longer than a target.
  let targets = '';
  for (let index = 0; index < inventory.nodes.length; index++) {
    const node = inventory.nodes[index]!;
    if (node.type === 'symlink') targets += `${node.target}\0`;
    const bytes = bytesOf(node);
    if (bytes === undefined && node.xattrs === undefined) continue;
    hash.update(targets, 'latin1');
    targets = '';
    if (bytes !== undefined) hash.update(bytes.subarray(0, HASHED));
    if (node.xattrs === undefined) continue;
    for (const [name, value] of [...node.xattrs].sort(([a], [b]) => (a < b ? -1 : 1))) {
      hash.update(`${name}\0${value.length}\0`, 'latin1').update(value);
    }
  }
  const digest = hash.update(targets, 'latin1').digest();
  return { uuid: toUuid(digest.subarray(0, 16)), hashSeed: toUuid(digest.subarray(16, 32)) };
}

/** Of a file that is in memory. */
function bytesOf(node: TreeNode): Uint8Array | undefined {
  return node.type === 'file' && node.content.kind === 'bytes' ? node.content.bytes : undefined;
}

/** All that is a number, in one buffer: hashing text for each node takes ten times as long. */
function numbersOf(inventory: Inventory): Uint8Array {
  const { nodes, targets } = inventory;
  const numbers = new Float64Array(nodes.length * FIELDS + targets.length);
  let at = 0;
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]!;
    numbers[at] = ENTRY_TYPES[node.type];
    numbers[at + 1] = node.mode;
    numbers[at + 2] = node.uid;
    numbers[at + 3] = node.gid;
    numbers[at + 4] = node.mtime;
    numbers[at + 5] = inventory.entryCount.at(index);
    numbers[at + 6] = detailOf(node);
    numbers[at + 7] = node.xattrs?.size ?? 0;
    at += FIELDS;
  }
  for (let entry = 0; entry < targets.length; entry++) numbers[at++] = targets.at(entry);
  return littleEndianDoubles(numbers);
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
