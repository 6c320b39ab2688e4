import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeNdb } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { ndbBlobs } from '../../src/format/ndb.ts';
import { RandomAccessFile } from '../../src/format/random-access-file.ts';
import { digests } from '../fixtures/digests.ts';

const path = join(scratchDirectory(), 'Packages.db');
const PAGE = 4096;
/** More than one page of slots. */
const BLOBS = Array.from({ length: 300 }, (_, number) => Buffer.alloc(1 + number * 7, number));

function read(bytes: Buffer): string[] {
  writeFileSync(path, bytes);
  const file = new RandomAccessFile(path);
  const blobs = digests([...ndbBlobs(file)].map(({ bytes }) => Buffer.from(bytes)));
  file.close();
  return blobs;
}

describe('ndbBlobs', () => {
  it('reads all packages', () => {
    expect(read(encodeNdb(BLOBS))).toEqual(digests(BLOBS));
  });

  it('reads a database without packages, which ends with its slots', () => {
    expect(read(encodeNdb([]))).toEqual([]);
  });

  it('passes over free slots', () => {
    const bytes = encodeNdb(BLOBS.slice(0, 3));
    bytes.fill(0, 32 + 16 + 4, 32 + 32);
    expect(read(bytes)).toEqual(digests([BLOBS[0]!, BLOBS[2]!]));
  });

  it.each<[string, (bytes: Buffer) => void, RegExp]>([
    ['a changed byte of a header', (bytes) => bytes.writeUInt8(1, 2 * PAGE + 16), /checksum/],
    ['a slot that is not one', (bytes) => bytes.write('slot', 48), /not a slot/],
    ['a slot that lost its number', (bytes) => bytes.writeUInt32LE(0, 36), /half-freed slot/],
    ['too few slot pages', (bytes) => bytes.writeUInt32LE(1, 12), /more slots than it says/],
    ['no slot pages', (bytes) => bytes.writeUInt32LE(0, 12), /no slot pages/],
    [
      'a slot that points elsewhere',
      (bytes) => bytes.writeUInt32LE(77, 36),
      /number 77 is not where/,
    ],
    ['slots beyond the file', (bytes) => bytes.writeUInt32LE(2 ** 31, 12), /the file ends/],
    ['overlapping packages', (bytes) => bytes[56]!--, /offset 48: packages overlap/],
  ])('notices %s', (_, change, message) => {
    const bytes = encodeNdb(BLOBS);
    change(bytes);
    expect(() => read(bytes)).toThrow(message);
  });

  it('leaves later versions of the format to rpm', () => {
    const bytes = encodeNdb([]);
    bytes.writeUInt32LE(1, 4);
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code: 'RPM_UNSUPPORTED' }));
  });
});
