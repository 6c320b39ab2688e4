import { describe, expect, it } from 'vitest';
import {
  type Attribute,
  attributeSize,
  compareAttributes,
  encodeAttributeBlock,
  encodeAttributeBody,
  splitAttributeName,
} from '../../src/format/attribute.ts';
import { hexRows } from '../support/hex.ts';

const capability: Attribute = {
  prefix: 6,
  name: 'capability',
  value: Buffer.from('0100000200200000000000000000000000000000', 'hex'),
};

describe('attribute names', () => {
  it.each([
    ['user.x', { prefix: 1, name: 'x' }],
    ['system.posix_acl_access', { prefix: 2, name: '' }],
    ['system.posix_acl_default', { prefix: 3, name: '' }],
    ['trusted.overlay.opaque', { prefix: 4, name: 'overlay.opaque' }],
    ['security.capability', { prefix: 6, name: 'capability' }],
    ['system.nfs4_acl', { prefix: 7, name: 'nfs4_acl' }],
    ['other.x', undefined],
    ['user.', undefined],
    ['user', undefined],
    [`user.${'x'.repeat(256)}`, undefined],
  ])('%s', (name, expected) => {
    expect(splitAttributeName(name)).toEqual(expected);
  });

  it('sort by prefix, length and bytes', () => {
    const names = ['security.a', 'user.bb', 'user.c', 'user.b'];
    const attributes = names.map((name) => ({ ...splitAttributeName(name)!, value: Buffer.of() }));
    const sorted = attributes.sort(compareAttributes).map(({ prefix, name }) => `${prefix}${name}`);
    expect(sorted).toEqual(['1b', '1c', '1bb', '6a']);
  });
});

describe('encoders', () => {
  it('writes attributes into the body of an inode, values from the end', () => {
    const target = Buffer.alloc(96);
    encodeAttributeBody(target, 0, 96, [capability]);
    expect(attributeSize(capability)).toBe(16 + 12 + 20);
    expect(hexRows(target)).toEqual([
      // magic, then the entry: name length, prefix, offset of the value from 4
      '000 000002ea0a0648000000000014000000',
      expect.stringMatching(/^010 [0-9a-f]{8}6361706162696c6974790000$/),
      '040 00000000000000000000000001000002',
      '050 00200000000000000000000000000000',
    ]);
  });

  it('writes a block with header and hash, values from the start of the block', () => {
    const target = Buffer.alloc(4096);
    encodeAttributeBlock(target, 0, 4096, [
      { prefix: 1, name: 'a', value: Buffer.from('xyz') },
      { prefix: 1, name: 'b', value: Buffer.of() },
    ]);
    // h(a) = 'a' = 0x61, then its value: (0x61 << 16) ^ 0x007a7978 = 0x001b7978.
    // The block: h(a) rotated by 16 is 0x7978001b, with h(b) = 'b' = 0x62: 0x79780079.
    expect(hexRows(target)).toEqual([
      '000 000002ea010000000100000079007879',
      '020 0101fc0f000000000300000078791b00',
      '030 61000000010100000000000000000000',
      '040 62000000620000000000000000000000',
      'ff0 00000000000000000000000078797a00',
    ]);
  });
});
