import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { CodeCache } from '../../../src/fast-start/code-cache/code-cache.ts';

const CODE = Buffer.from('compiled');
const IS_ROOT = process.getuid?.() === 0;

function written(): { directory: string; file: string; cache: CodeCache } {
  const top = scratchDirectory();
  const cache = new CodeCache(top, 'name');
  cache.write(CODE);
  return { cache, directory: join(top, 'code'), file: join(top, 'code/name') };
}

it('gives back what was written, whole, for this user alone', () => {
  const { cache, directory, file } = written();
  expect(cache.read()).toEqual(CODE);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  cache.write(Buffer.from('again'));
  expect(cache.read()).toEqual(Buffer.from('again'));
  expect(readdirSync(directory)).toEqual(['name']);
});

it.each([0, 7, 11])('a byte that is not as it was: %i', (at) => {
  const { cache, file } = written();
  const bytes = readFileSync(file);
  bytes[at]! ^= 1;
  writeFileSync(file, bytes);
  expect(cache.read()).toBeUndefined();
});

it.each([0, 3, 4, 8])('only %i bytes are left', (length) => {
  const { cache, file } = written();
  truncateSync(file, length);
  expect(cache.read()).toBeUndefined();
});

it('nothing was written: undefined', () => {
  expect(new CodeCache(scratchDirectory(), 'name').read()).toBeUndefined();
});

it.each<[string, (places: ReturnType<typeof written>) => void]>([
  ['its group may write to it', ({ file }) => chmodSync(file, 0o620)],
  ['everybody may write to it', ({ file }) => chmodSync(file, 0o602)],
  ['its group may write to the directory', ({ directory }) => chmodSync(directory, 0o770)],
  ['everybody may write to the directory', ({ directory }) => chmodSync(directory, 0o1777)],
  [
    'it is a link',
    ({ file }) => {
      renameSync(file, `${file}-other`);
      symlinkSync(`${file}-other`, file);
    },
  ],
  [
    'the directory is a link',
    ({ directory }) => {
      renameSync(directory, `${directory}-other`);
      symlinkSync(`${directory}-other`, directory);
    },
  ],
])('is not believed when %s', (_, change) => {
  const places = written();
  change(places);
  expect(places.cache.read()).toBeUndefined();
});

it.runIf(IS_ROOT).each<'file' | 'directory'>(['file', 'directory'])(
  "is not believed when the %s is somebody else's",
  (place) => {
    const places = written();
    chownSync(places[place], 65534, 65534);
    expect(places.cache.read()).toBeUndefined();
  },
);

it('nothing is put where others may write, and that is no error', () => {
  const top = scratchDirectory();
  mkdirSync(join(top, 'code'));
  chmodSync(join(top, 'code'), 0o777);
  new CodeCache(top, 'name').write(CODE);
  expect(readdirSync(join(top, 'code'))).toEqual([]);
});

it('a place that cannot be made is no error', () => {
  const top = scratchDirectory({ code: 'a file' });
  const cache = new CodeCache(top, 'name');
  cache.write(CODE);
  expect(cache.read()).toBeUndefined();
});

it('what is older than a month goes with the next one', () => {
  const { cache, directory } = written();
  const old = join(directory, 'old');
  const recent = join(directory, 'recent');
  for (const path of [old, recent]) writeFileSync(path, '');
  utimesSync(old, 0, Date.now() / 1000 - 31 * 24 * 3600);
  cache.write(CODE);
  expect([old, recent].map((path) => existsSync(path))).toEqual([false, true]);
});
