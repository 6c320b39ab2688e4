import { writeFileSync } from 'node:fs';
import {
  binary,
  encodePackage,
  int32,
  joinEntries,
  packageEntries,
  string,
} from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { Header } from '../../../src/format/header.ts';
import { openPackageFile } from '../../../src/format/package-file.ts';
import { Tag } from '../../../src/format/tags.ts';
import { storedHeader } from '../../../src/repository/database/stored-header.ts';

const FILES = [{ path: '/usr/bin/tool' }, { path: '/usr/bin/other' }, { path: '/etc/tool' }];
const INSTALLATION = { time: 1_700_000_000, transaction: 1_700_000_007 };
const bytesEntry = (tag: number, ...data: number[]) => binary(tag, Buffer.from(data));

function stored(files: typeof FILES, signature = [string(269, 'sha1')]): Header {
  const built = joinEntries(packageEntries({ name: 'tool', version: '1', files }));
  const notes = {
    header: built.toString('base64'),
    signature: joinEntries(signature).toString('base64'),
    owners: {},
  };
  const bytes = storedHeader(notes, INSTALLATION);
  return new Header({ bytes, offset: 0 }, 'header');
}

describe('a header as a database has it', () => {
  it('is still the package as it was built, whose digest fits', async () => {
    const path = `${scratchDirectory()}/tool.rpm`;
    writeFileSync(path, encodePackage({ name: 'tool', version: '1', files: FILES }));
    const { bytes: built, signature } = await openPackageFile(path, new AbortController().signal);
    const notes = {
      ...{ header: built.toString('base64'), signature: signature.bytes.toString('base64') },
      owners: {},
    };
    const header = new Header({ bytes: storedHeader(notes, INSTALLATION), offset: 0 }, 'header');
    expect(header.string(Tag.sha256Header)).toMatch(/^[0-9a-f]{64}$/);
    expect(() => header.checkDigest()).not.toThrow();
    expect(header.string(Tag.name)).toBe('tool');
    expect(header.texts(Tag.baseNames)).toEqual(['tool', 'other', 'tool']);
  });

  it('says when it was installed, and with what', () => {
    const header = stored(FILES);
    expect(header.numbers(Tag.installTime)).toEqual(Uint32Array.of(1_700_000_000));
    expect(header.numbers(Tag.installTransaction)).toEqual(Uint32Array.of(1_700_000_007));
    expect(header.numbers(Tag.installColor)).toEqual(Uint32Array.of(0));
  });

  it('has the state of each file, which is in its place; none without files', () => {
    expect(stored(FILES).raw(Tag.fileStates)).toMatchObject({ count: 3, data: Buffer.alloc(3) });
    expect(stored([]).raw(Tag.fileStates)).toBeUndefined();
  });

  // rpm's rpmtag.h: RPMTAG_SIGSIZE and its like.
  it.each([
    ['the size', 1000, 257],
    ['the signature by PGP', 1002, 259],
    ['the MD5', 1004, 261],
    ['the signature by GPG', 1005, 262],
    ['the size of the archive', 1007, 1046],
  ])('has %s of its signature, by another tag', (_, from, to) => {
    const header = stored(FILES, [bytesEntry(from, 1, 2, 3)]);
    expect(header.raw(to)?.data).toEqual(Buffer.from([1, 2, 3]));
    if (from >= 1004) expect(header.raw(from)).toBeUndefined();
  });

  it('keeps the tags of signatures of today', () => {
    const header = stored(FILES, [bytesEntry(Tag.rsaHeader, 7), string(Tag.sha1Header, 'sha1')]);
    expect(header.raw(Tag.rsaHeader)?.data).toEqual(Buffer.from([7]));
    expect(header.string(Tag.sha1Header)).toBe('sha1');
  });

  it('has numbers where they may be, whatever is in front of them', () => {
    for (const size of [1, 2, 3, 4]) {
      const header = stored(FILES, [
        bytesEntry(Tag.rsaHeader, ...Array<number>(size).fill(7)),
        int32(270, [1, 2]),
      ]);
      expect(header.numbers(270)).toEqual(Uint32Array.of(1, 2));
      expect(header.numbers(Tag.installTime)).toEqual(Uint32Array.of(1_700_000_000));
    }
  });
});
