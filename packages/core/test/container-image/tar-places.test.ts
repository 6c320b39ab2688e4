import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { archive, type Member } from '@supermin/test-support/archive';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { type TarPlace, tarPlaces } from '../../src/container-image/tar-places.ts';

function placesOf(bytes: Buffer): Map<string, TarPlace> {
  const read = (offset: number, length: number) => bytes.subarray(offset, offset + length);
  return tarPlaces(read, bytes.length, 'x.tar');
}

function contentAt(bytes: Buffer, place: TarPlace | undefined): string | undefined {
  if (place === undefined || 'link' in place) return undefined;
  return bytes.toString('latin1', place.offset, place.offset + place.size);
}

const SHORT = 'manifest.json';
/** Too long for the name's own field; with ustar it takes the prefix. */
const LONG = `${'directory/'.repeat(12)}layer.tar`;
/** Longer than that. */
const LONGEST = `${'directory/'.repeat(30)}layer.tar`;

it.each([
  ['v7', [SHORT]],
  ['ustar', [SHORT, LONG]],
  ['gnu', [SHORT, LONG, LONGEST]],
  ['pax', [SHORT, LONG, LONGEST]],
])('finds what tar --format=%s packs', async (format, names) => {
  const top = scratchDirectory(Object.fromEntries(names.map((name) => [name, `is ${name}`])));
  symlinkSync(SHORT, join(top, 'link'));
  const file = join(scratchDirectory(), 'x.tar');
  await succeed('tar', [`--format=${format}`, '-C', top, '-cf', file, '.']);
  const bytes = readFileSync(file);
  const places = placesOf(bytes);
  const found = Object.fromEntries(names.map((name) => [name, contentAt(bytes, places.get(name))]));
  expect(found).toEqual(Object.fromEntries(names.map((name) => [name, `is ${name}`])));
  expect(places.get('link')).toEqual({ link: SHORT });
});

it('takes the last of several members of a name, and what pax says in place of the header', () => {
  const members = [
    { name: 'a', content: 'old' },
    { name: 'short', content: 'renamed', pax: { path: './b//c' } },
    { name: 'a', content: 'new' },
  ];
  const bytes = archive(members);
  const places = placesOf(bytes);
  expect([...places.keys()]).toEqual(['a', 'b/c']);
  expect([...places.values()].map((place) => contentAt(bytes, place))).toEqual(['new', 'renamed']);
});

it('says of pax headers that are malformed that the image is damaged', () => {
  const bytes = archive([{ name: 'a', content: 'x', pax: { path: 'b' } }]);
  const broken = Buffer.from(bytes.toString('latin1').replace('path=b\n', 'path=b '), 'latin1');
  expect(() => placesOf(broken)).toThrow(
    expect.objectContaining({
      code: 'IMAGE_DAMAGED',
      message: expect.stringContaining('a pax header is malformed'),
    }),
  );
});

/** Where names lead to: the text of a file, or the name that a link has. */
function found(members: readonly Member[]) {
  const bytes = archive(members);
  return Object.fromEntries(
    [...placesOf(bytes)].map(([name, place]) => [
      name,
      'link' in place ? `-> ${place.link}` : contentAt(bytes, place),
    ]),
  );
}

const damaged = (why: string) =>
  expect.objectContaining({ code: 'IMAGE_DAMAGED', message: `x.tar: ${why}` });

it('has files and links, and nothing else', () => {
  expect(
    found([
      { name: './a', content: 'text' },
      { name: 'old', type: '\0', content: 'v7' },
      { name: 'contiguous', type: '7', content: 'c' },
      { name: 'd/', type: '5' },
      { name: 'p', type: '6' },
      { name: 'd/hard', type: '1', linkname: './a' },
      { name: 'd/soft', type: '2', linkname: '../a' },
      { name: 'd/beside', type: '2', linkname: 'hard' },
    ]),
  ).toEqual({
    ...{ a: 'text', old: 'v7', contiguous: 'c' },
    ...{ 'd/hard': '-> a', 'd/soft': '-> a', 'd/beside': '-> d/hard' },
  });
});

it('has names that lead out, which are no names of members', () => {
  expect(
    found([
      { name: '../a', content: 'up' },
      { name: 'a/../../b', content: 'up' },
      { name: 'l', type: '2', linkname: '../../x' },
      { name: 'm', type: '2', linkname: '/etc/passwd' },
    ]),
  ).toEqual({ '../a': 'up', '../b': 'up', l: '-> ../../x', m: '-> ../etc/passwd' });
});

it('has what headers say of the next member alone', () => {
  expect(
    found([
      { name: 'x', type: 'L', content: 'long/name\0' },
      { name: 'x', type: 'K', content: 'long/target\0' },
      { name: 'short', type: '1', linkname: 'y' },
      { name: 'b', type: '2', linkname: 'y', pax: { linkpath: 'z' } },
      { name: 'c', type: '1', linkname: 'y' },
      { name: 'all', type: 'g', content: '14 path=other\n' },
      { name: 'd', content: 'text' },
    ]),
  ).toEqual({ 'long/name': '-> long/target', b: '-> z', c: '-> y', d: 'text' });
});

it('ends at a block of zeros, or with the last whole block', () => {
  const one = archive([{ name: 'a', content: 'x' }]);
  const two = archive([{ name: 'b', content: 'y' }]);
  expect([...placesOf(Buffer.concat([one, two])).keys()]).toEqual(['a']);
  expect([...placesOf(one.subarray(0, 1024)).keys()]).toEqual(['a']);
  expect([...placesOf(one.subarray(0, 1024 + 100)).keys()]).toEqual(['a']);
  expect([...placesOf(Buffer.alloc(0)).keys()]).toEqual([]);
});

it('refuses what is no archive, is cut off, sparse, or more than anybody has', () => {
  const whole = archive([{ name: 'a', content: 'x'.repeat(512) }]);
  expect(() => placesOf(whole.subarray(0, 1023))).toThrow(damaged('the archive is truncated'));
  expect([...placesOf(whole.subarray(0, 1024)).keys()]).toEqual(['a']);
  expect(() => placesOf(Buffer.alloc(512, 'x'))).toThrow(damaged('not a tar archive'));
  expect(() => placesOf(archive([{ name: 'a', type: 'S' }]))).toThrow(
    expect.objectContaining({
      code: 'IMAGE_UNSUPPORTED',
      message: 'x.tar: the archive has sparse members',
    }),
  );
  const long = (bytes: number) =>
    archive([{ name: 'x', type: 'L', content: 'y'.repeat(bytes) }, { name: 'a' }]);
  expect(placesOf(long(1 << 20)).size).toBe(1);
  expect(() => placesOf(long((1 << 20) + 1))).toThrow(damaged('a member has too long a header'));
  const many = (count: number) => {
    const header = archive([{ name: 'a' }]).subarray(0, 512);
    return Buffer.concat(Array(count).fill(header));
  };
  expect(placesOf(many(20_000)).size).toBe(1);
  expect(() => placesOf(many(20_001))).toThrow(damaged('more than 20000 members'));
});
