import type { BytePath } from '@supermin/core';
import { attributesTooLarge, badAttribute } from '../errors.ts';
import {
  type Attribute,
  attributeSize,
  blockCapacity,
  bodyCapacity,
  compareAttributes,
  splitAttributeName,
} from '../format/attribute.ts';
import { BLOCK_SIZE } from '../format/constants.ts';
import { INODE_BODY_SIZE } from '../format/inode.ts';
import { encodePosixAcl } from '../format/posix-acl.ts';

/** Where the extended attributes of one inode go. */
export interface PlacedAttributes {
  body: Attribute[];
  /** In a block of their own; empty if there is none. */
  block: Attribute[];
}

/**
 * Puts as many attributes as fit into the inode, the others into one block.
 *
 * @throws SuperminError `EXT2_XATTR` naming `path`
 */
export function placeAttributes(
  xattrs: ReadonlyMap<string, Uint8Array>,
  path: BytePath = '',
): PlacedAttributes {
  const attributes = [...xattrs].map(([name, value]) => toAttribute(name, value, path));
  const placed: PlacedAttributes = { body: [], block: [] };
  let body = bodyCapacity(INODE_BODY_SIZE);
  let block = blockCapacity(BLOCK_SIZE);
  for (const attribute of attributes.sort(compareAttributes)) {
    const size = attributeSize(attribute);
    if (size <= body) {
      placed.body.push(attribute);
      body -= size;
    } else {
      placed.block.push(attribute);
      block -= size;
    }
  }
  if (block < 0) throw attributesTooLarge(path);
  return placed;
}

function toAttribute(full: string, value: Uint8Array, path: BytePath): Attribute {
  const split = splitAttributeName(full);
  if (split === undefined) throw badAttribute(path, full);
  if (split.name !== '') return { ...split, value };
  const acl = encodePosixAcl(value);
  if (acl === undefined) throw badAttribute(path, full);
  return { ...split, value: acl };
}
