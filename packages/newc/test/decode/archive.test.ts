import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type ArchiveEntry, encodeArchive, NewcArchive } from '../../src/index.ts';

const MEGABYTE = Buffer.alloc(2 ** 20, 'm');
const ARCHIVE = encodeArchive([
  { name: 'a', type: 'file', mode: 0o644, content: 'first' },
  { name: 'big', type: 'file', mode: 0o644, content: MEGABYTE },
  { name: 'l', type: 'symlink', mode: 0o777, content: 'caf\xe9' },
  { name: 'z', type: 'file', mode: 0o644, content: 'last' },
]);

/** The archive in chunks; tells whether the reader closed it. */
class Source {
  closed = false;
  given = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly size = 10_000,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (let at = 0; at < this.bytes.length; at += this.size) {
        this.given += this.size;
        yield this.bytes.subarray(at, at + this.size);
      }
    } finally {
      this.closed = true;
    }
  }
}

test('entries with their content; what is not read is passed over', async () => {
  const source = new Source(ARCHIVE);
  const told: string[] = [];
  for await (const entry of new NewcArchive(source)) {
    if (entry.name === 'big') continue;
    const text = entry.type === 'symlink' ? await entry.linkTarget() : await entry.bytes(10);
    told.push(`${entry.name} ${text}`);
  }
  expect(told).toEqual(['a first', 'l caf\xe9', 'z last']);
  expect(source.closed).toBe(true);
});

test('content in chunks, also when reading stops in the middle of it', async () => {
  let length = 0;
  const names: string[] = [];
  for await (const entry of new NewcArchive(new Source(ARCHIVE))) {
    names.push(entry.name);
    for await (const chunk of entry.chunks()) {
      length += chunk.length;
      if (length > 500_000) break;
    }
  }
  expect(names).toEqual(['a', 'big', 'l', 'z']);
  expect(length).toBeGreaterThan(500_000);
});

test('content in plain iterables works too', async () => {
  const archive = new NewcArchive([ARCHIVE.subarray(0, 100), ARCHIVE.subarray(100)]);
  for await (const entry of archive) {
    if (entry.name === 'big') expect((await entry.bytes(2 ** 20)).equals(MEGABYTE)).toBe(true);
  }
});

test('leaving the loop closes the source, which was read no further than needed', async () => {
  const source = new Source(ARCHIVE);
  for await (const entry of new NewcArchive(source)) {
    expect(entry.name).toBe('a');
    break;
  }
  expect(source.closed).toBe(true);
  expect(source.given).toBe(10_000);
});

test('content of more than the limit, before anything is read', async () => {
  const act = async () => {
    for await (const entry of new NewcArchive(new Source(ARCHIVE), 'x.cpio')) {
      await entry.bytes(1000);
    }
  };
  await expect(act()).rejects.toThrow('x.cpio: big has 1048576 bytes, at most 1000 are taken here');
});

test('content can be read once, and not after the next entry', async () => {
  const entries: ArchiveEntry[] = [];
  for await (const entry of new NewcArchive(new Source(ARCHIVE))) {
    if (entry.name === 'l') {
      await entry.bytes(10);
      await expect(entry.bytes(10)).rejects.toMatchObject({ code: 'NEWC_PASSED' });
      await expect(entries[0]!.bytes(10)).rejects.toMatchObject({ code: 'NEWC_PASSED' });
    }
    entries.push(entry);
  }
  await expect(entries.at(-1)!.bytes(10)).rejects.toMatchObject({ code: 'NEWC_PASSED' });
});

test('a compressed segment that follows can be read on', async () => {
  const compressed = gzipSync(Buffer.from('next'));
  const source = new Source(Buffer.concat([ARCHIVE, compressed]));
  const archive = new NewcArchive(source);
  for await (const _ of archive);
  expect(archive.rest).toMatchObject({ offset: ARCHIVE.length, compression: 'gzip' });
  const parts: Uint8Array[] = [];
  for await (const part of archive.rest!.chunks) parts.push(part);
  expect(Buffer.concat(parts).equals(compressed)).toBe(true);
  expect(source.closed).toBe(true);
});

test('a compressed segment that is not wanted: return() closes the source', async () => {
  const source = new Source(Buffer.concat([ARCHIVE, gzipSync(MEGABYTE), ARCHIVE]));
  const archive = new NewcArchive(source);
  for await (const _ of archive);
  expect(source.closed).toBe(false);
  expect(await archive.rest!.chunks.return!()).toEqual({ done: true, value: undefined });
  expect(source.closed).toBe(true);
});

test('a cut-off archive', async () => {
  const act = async () => {
    for await (const _ of new NewcArchive(new Source(ARCHIVE.subarray(0, 500_000)), 'cut.cpio'));
  };
  await expect(act()).rejects.toThrow('cut.cpio: the cpio archive is truncated at offset 500000');
});
