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
  /** Full names of those that ext2 cannot hold: they have no number there, are no valid ACL, or find no space any more. */
  lost: string[];
}

/** Puts as many attributes as fit into the inode, of the others as many as fit into one block. */
export function placeAttributes(xattrs: ReadonlyMap<string, Uint8Array>): PlacedAttributes {
  const placed: PlacedAttributes = { body: [], block: [], lost: [] };
  const found: Named[] = [];
  for (const [full, value] of xattrs) {
    const attribute = toAttribute(full, value);
    if (attribute === undefined) placed.lost.push(full);
    else found.push({ full, attribute });
  }
  let body = bodyCapacity(INODE_BODY_SIZE);
  let block = blockCapacity(BLOCK_SIZE);
  for (const { full, attribute } of found.sort(compareNamed)) {
    const size = attributeSize(attribute);
    if (size <= body) {
      placed.body.push(attribute);
      body -= size;
    } else if (size <= block) {
      placed.block.push(attribute);
      block -= size;
    } else placed.lost.push(full);
  }
  return placed;
}

interface Named {
  full: string;
  attribute: Attribute;
}

function compareNamed(a: Named, b: Named): number {
  return compareAttributes(a.attribute, b.attribute);
}

function toAttribute(full: string, value: Uint8Array): Attribute | undefined {
  const split = splitAttributeName(full);
  if (split === undefined || split.name !== '') return split && { ...split, value };
  const acl = encodePosixAcl(value);
  return acl && { ...split, value: acl };
}
