import { expect, test } from 'vitest';
import { NewcEncoder, type NewcEntry } from '../../src/index.ts';
import { cpio } from '../cpio.ts';

const FILE: NewcEntry = { name: 'f', type: 'file', mode: 0o644 };
const ignore = () => {};

function collector(): { chunks: Buffer[]; encoder: NewcEncoder } {
  const chunks: Buffer[] = [];
  return { chunks, encoder: new NewcEncoder((chunk) => chunks.push(Buffer.from(chunk))) };
}

test('streams a large file in chunks, gathers small ones', () => {
  const { chunks, encoder } = collector();
  const part = Buffer.alloc(100_000, 'x');
  expect(encoder.begin({ ...FILE, name: 'big', size: 10 * part.length })).toBe(1_000_000);
  for (let i = 0; i < 10; i++) encoder.write(part);
  for (let i = 0; i < 100; i++) encoder.add({ ...FILE, name: `small${i}` }, Buffer.from([i]));
  encoder.finish();
  const archive = Buffer.concat(chunks);
  expect(encoder.length).toBe(archive.length);
  expect(chunks.length).toBeLessThan(14);
  const listing = cpio(['-itv', '--quiet'], archive).toString();
  expect(listing.split('\n')).toHaveLength(102);
  expect(listing).toMatch(/ 1000000 .* big\n/);
});

test('small entries fill the buffer more than once, and arrive whole', () => {
  const { chunks, encoder } = collector();
  const names = Array.from({ length: 10_000 }, (_, index) => `small${index}`);
  for (const name of names) encoder.add({ ...FILE, name }, Buffer.from(name));
  encoder.finish();
  const archive = Buffer.concat(chunks);
  expect(encoder.length).toBe(archive.length);
  expect(cpio(['-it', '--quiet'], archive).toString()).toBe(`${names.join('\n')}\n`);
});

test('content that somebody else puts between what the sink gets', () => {
  const part = Buffer.alloc(1001, 'x');
  const { chunks, encoder } = collector();
  encoder.add({ ...FILE, name: 'before' }, Buffer.from('b'));
  encoder.begin({ ...FILE, name: 'skipped', size: part.length });
  const gap = encoder.length;
  encoder.skip(part.length);
  expect(Buffer.concat(chunks)).toHaveLength(gap);
  chunks.push(part);
  encoder.add({ ...FILE, name: 'behind' }, Buffer.from('c'));
  encoder.finish();
  const archive = Buffer.concat(chunks);
  expect(encoder.length).toBe(archive.length);
  const listing = cpio(['-itv', '--quiet'], archive).toString();
  expect(listing).toMatch(/ 1 .* before\n.* 1001 .* skipped\n.* 1 .* behind\n/);
});

test('a device or directory has no content, whatever size it is given', () => {
  const encoder = new NewcEncoder(ignore);
  expect(encoder.begin({ ...FILE, type: 'directory', size: 4096 })).toBe(0);
  expect(encoder.begin({ ...FILE, type: 'block', size: 10 })).toBe(0);
});

test('content is wanted with the last name of a file only', () => {
  const encoder = new NewcEncoder(ignore);
  const linked = { ...FILE, size: 7, hardLink: { key: 1, count: 2 } };
  expect(encoder.begin({ ...linked, name: 'a' })).toBe(0);
  expect(encoder.begin({ ...linked, name: 'b' })).toBe(7);
});

test('a file of 4 GiB - 1 is the largest; of a larger one newc cannot tell the size', () => {
  const encoder = new NewcEncoder(ignore);
  expect(encoder.begin({ ...FILE, size: 2 ** 32 - 1 })).toBe(2 ** 32 - 1);
  const act = () => new NewcEncoder(ignore).begin({ ...FILE, name: 'huge', size: 2 ** 32 });
  expect(act).toThrow(
    expect.objectContaining({ code: 'NEWC_TOO_LARGE', message: expect.stringContaining('huge') }),
  );
});

test('content that is too long or too short', () => {
  const long = new NewcEncoder(ignore);
  long.begin({ ...FILE, size: 2 });
  expect(() => long.write(Buffer.from('xyz'))).toThrow('f: 2 bytes were announced, 3 came');
  const skipped = new NewcEncoder(ignore);
  skipped.begin({ ...FILE, size: 2 });
  expect(() => skipped.skip(3)).toThrow('f: 2 bytes were announced, 3 came');
  const short = new NewcEncoder(ignore);
  short.begin({ ...FILE, size: 2 });
  short.write(Buffer.from('x'));
  expect(() => short.begin(FILE)).toThrow('f: 2 bytes were announced, 1 came');
  expect(() => short.finish()).toThrow('f: 2 bytes were announced, 1 came');
});

test('a hard link whose last name is missing', () => {
  const encoder = new NewcEncoder(ignore);
  encoder.begin({ ...FILE, hardLink: { key: 1, count: 2 } });
  expect(() => encoder.finish()).toThrow(expect.objectContaining({ code: 'NEWC_LINKS' }));
});

test.each([
  ['', 'must not be empty'],
  ['a\0b', 'other than NUL'],
  ['snow\u2603', 'other than NUL'],
  ['x'.repeat(4096), 'at most 4095'],
  ['TRAILER!!!', 'must not be its end mark'],
])('refuses the name %j', (name, reason) => {
  const act = () => new NewcEncoder(ignore).begin({ ...FILE, name });
  expect(act).toThrow(expect.objectContaining({ code: 'NEWC_NAME' }));
  expect(act).toThrow(reason);
});

test('the longest name', () => {
  const { chunks, encoder } = collector();
  const name = `${'d/'.repeat(2047)}f`;
  expect(name).toHaveLength(4095);
  encoder.add({ ...FILE, name });
  encoder.finish();
  expect(cpio(['-it', '--quiet'], Buffer.concat(chunks)).toString()).toBe(`${name}\n`);
});

test('numbers that do not fit', () => {
  const act = (entry: Partial<NewcEntry>) => () =>
    new NewcEncoder(ignore).begin({ ...FILE, ...entry });
  expect(act({ uid: 2 ** 32 })).toThrow('f: uid 4294967296 does not fit');
  expect(act({ gid: -1 })).toThrow('gid -1');
  expect(act({ size: 1.5 })).toThrow('size 1.5');
  expect(act({ mtime: Number.NaN })).toThrow('mtime NaN');
});

test('nothing comes after the end', () => {
  const encoder = new NewcEncoder(ignore);
  encoder.finish();
  expect(() => encoder.finish()).toThrow('already finished');
  expect(() => encoder.begin(FILE)).toThrow('already finished');
});
