import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { readAhead } from '../../src/appliance/read-ahead.ts';

function file(name: string, bytes: Uint8Array | string): string {
  const path = `${scratchDirectory()}/${name}`;
  writeFileSync(path, bytes);
  return path;
}

it('small files are read whole, gzip files unpacked', async () => {
  const plain = file('packages', 'bash\n');
  const packed = file('base.tar.gz', gzipSync('x'.repeat(100_000)));
  const ahead = readAhead([plain, packed]);
  expect(ahead.get(plain)?.compression).toBe('none');
  expect(`${await ahead.get(plain)?.content}`).toBe('bash\n');
  expect(ahead.get(packed)?.compression).toBe('gzip');
  expect(`${await ahead.get(packed)?.content}`).toBe('x'.repeat(100_000));
});

it('what is damaged, or says that it is shorter than it is, is left to whoever has the words for it', async () => {
  const short = gzipSync('x'.repeat(100_000));
  short.writeUInt32LE(10, short.length - 4);
  const lies = file('lies.gz', short);
  const cut = file('cut.gz', gzipSync('y'.repeat(100_000)).subarray(0, 60));
  const ahead = readAhead([lies, cut]);
  expect(await ahead.get(lies)?.content).toBeUndefined();
  // Its last bytes may say anything.
  expect(await ahead.get(cut)?.content).toBeUndefined();
});

it('gzip data with zeros and more behind it is left to whoever reads all of it', async () => {
  const packed = gzipSync('x'.repeat(100));
  // The last four bytes look like a length with room enough.
  const followed = (...bytes: number[]) => Buffer.from([...packed, ...bytes]);
  const paths = [
    file('one.gz', followed(0, 7, 0, 1, 0)),
    file('eight.gz', followed(0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 1, 0)),
    file('member.gz', followed(0, 0, 0, 0, ...packed)),
  ];
  const ahead = readAhead(paths);
  for (const path of paths) expect(await ahead.get(path)!.content).toBeUndefined();
});

it('large files, other compressions and what is no file are not read', () => {
  const large = file('large', '');
  truncateSync(large, 20 << 20);
  const xz = file('base.tar.xz', '\xfd7zXZ\0');
  writeFileSync(xz, Buffer.from('fd377a585a0000', 'hex'));
  const fifo = `${scratchDirectory()}/fifo`;
  execFileSync('mkfifo', [fifo]);
  const bomb = gzipSync('');
  bomb.writeUInt32LE(0xffff_ffff, bomb.length - 4);
  const paths = [large, xz, fifo, scratchDirectory(), '/nonexistent', file('bomb.gz', bomb)];
  expect([...readAhead(paths).keys()]).toEqual([]);
});

it('all of them together are no more than fits into memory', () => {
  const paths = Array.from({ length: 5 }, (_, n) => {
    const path = file(`large${n}`, '');
    truncateSync(path, 5 << 20);
    return path;
  });
  expect([...readAhead(paths).keys()]).toEqual(paths.slice(0, 3));
});

it('gives the beginning of a gzip file at once', () => {
  const text = 'x'.repeat(5000);
  const paths = [
    file('plain', text),
    file('small.gz', gzipSync('bash\n')),
    file('large.gz', gzipSync(text)),
    // A name in the header that leaves no room for anything else, and what is no gzip file behind its first bytes.
    file('name.gz', withName(gzipSync(text), 'n'.repeat(4000))),
    file('damaged.gz', gzipSync(text).fill(0xff, 10, 30)),
  ];
  const ahead = readAhead(paths);
  const heads = paths.map((path) => ahead.get(path)?.head?.toString());
  expect(heads.slice(0, 3)).toEqual([text, 'bash\n', text]);
  expect(heads.slice(3)).toEqual([undefined, undefined]);
});

/** RFC 1952: the flag FNAME, and the name behind the ten bytes of the header. */
function withName(packed: Buffer, name: string): Buffer {
  const header = Buffer.from(packed.subarray(0, 10));
  header[3]! |= 8;
  return Buffer.concat([header, Buffer.from(`${name}\0`), packed.subarray(10)]);
}
