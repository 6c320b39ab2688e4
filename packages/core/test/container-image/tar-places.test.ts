import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { archive } from '@supermin/test-support/archive';
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
