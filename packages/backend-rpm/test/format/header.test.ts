import {
  encodeHeader,
  joinEntries,
  packageEntries,
  string,
  stringArray,
} from '@supermin/test-support/rpm';
import { describe, expect, it } from 'vitest';
import { Header } from '../../src/format/header.ts';
import { Tag, Type } from '../../src/format/tags.ts';

const PATH = '/rpmdb.sqlite';
const parse = (bytes: Buffer) => {
  const header = new Header({ bytes, offset: 4711 }, PATH);
  header.checkDigest();
  return header;
};
const DESCRIBED = { name: 'shell', epoch: 2, version: '5', provides: ['a', 'b = 1'] };

/** The entry of a tag in the index. */
function entryOf(bytes: Buffer, tag: number): number {
  for (let at = 8; at < bytes.length; at += 16) if (bytes.readUInt32BE(at) === tag) return at;
  throw new Error(`no tag ${tag}`);
}

/** Without its digest, which would speak first. */
function withoutDigest(bytes: Buffer): Buffer {
  bytes.writeUInt32BE(0x7fff, entryOf(bytes, Tag.sha256Header));
  return bytes;
}

describe('Header', () => {
  it('reads strings, lists and numbers', () => {
    const header = parse(encodeHeader(DESCRIBED));
    expect(header.string(Tag.name)).toBe('shell');
    expect(header.numbers(Tag.epoch)).toEqual(Uint32Array.of(2));
    expect(header.strings(Tag.provideName)?.toString()).toBe('a\0b\0shell\0');
    expect(header.numbers(Tag.provideFlags)).toEqual(Uint32Array.of(0, 8, 8));
    expect(header.string(Tag.requireName)).toBeUndefined();
    expect(header.strings(Tag.requireName)).toBeUndefined();
    expect(header.numbers(Tag.requireFlags)).toBeUndefined();
  });

  it('reads bytes, not UTF-8', () => {
    expect(parse(joinEntries([string(Tag.name, '\u00ff')])).string(Tag.name)).toBe('\u00ff');
  });

  it('what was added behind the region takes the place of what is in it (cases/rpm-relocated)', () => {
    const moved = [stringArray(Tag.directoryNames, ['/srv/']), stringArray(Tag.provideName, ['c'])];
    const header = parse(joinEntries(packageEntries(DESCRIBED), moved));
    expect(header.strings(Tag.directoryNames)?.toString()).toBe('/srv/\0');
    expect(header.strings(Tag.provideName)?.toString()).toBe('c\0');
    expect(header.string(Tag.name)).toBe('shell');
  });

  it.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ['nothing', () => Buffer.alloc(0), /less than 8 bytes/],
    ['no entries', () => Buffer.alloc(100), /0 entries/],
    ['too many entries', (bytes) => write(bytes, 0, 0x10000), /65536 entries/],
    ['too much data', (bytes) => write(bytes, 4, 0x10000000), /268435456 bytes/],
    ['a cut', (bytes) => bytes.subarray(0, -1), /cut off/],
    ['a changed bit', (bytes) => flip(bytes, bytes.indexOf('shell')), /wrong digest/],
    ['a region of no length', (bytes) => write(bytes, 20, 0), /region is damaged/],
    ['a region elsewhere', (bytes) => write(bytes, 16, 0xffff), /region is damaged/],
    ['an unknown type', (bytes) => entry(bytes, 4, 10), /lies beyond/],
    ['an offset beyond', (bytes) => entry(bytes, 8, 0x0fffffff), /lies beyond/],
    ['a count beyond', (bytes) => entry(bytes, 12, 0x0fffffff), /lies beyond/],
  ])('refuses %s', (_, change, message) => {
    expect(() => parse(change(encodeHeader(DESCRIBED)))).toThrow(message);
  });

  it('refuses a tag of the wrong type, naming file and offset', () => {
    const header = parse(withoutDigest(entry(encodeHeader(DESCRIBED), 4, Type.int32)));
    expect(() => header.string(Tag.name)).toThrow(
      '/rpmdb.sqlite: offset 4711: a header whose tag 1000 is of type 4',
    );
  });

  it('refuses more strings than there are', () => {
    const bytes = joinEntries([stringArray(Tag.name, ['a'])]);
    const header = parse(withoutDigest(entry(bytes, 12, 30)));
    expect(() => header.strings(Tag.name)).toThrow(/a text that does not end/);
  });
});

function write(bytes: Buffer, offset: number, value: number): Buffer {
  bytes.writeUInt32BE(value, offset);
  return bytes;
}

function flip(bytes: Buffer, offset: number): Buffer {
  bytes[offset]! ^= 1;
  return bytes;
}

/** Changes a field of the name's entry. */
function entry(bytes: Buffer, field: number, value: number): Buffer {
  return write(bytes, entryOf(bytes, Tag.name) + field, value);
}
