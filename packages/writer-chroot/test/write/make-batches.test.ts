import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { isDone, newBatches } from '@supermin/core/writer';
import { openScratchFiles, scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { expect, it } from 'vitest';
import { makeBatches, newSlab, tryBatch } from '../../src/write/make-batches.ts';
import { KEPT, type MakeJob } from '../../src/write/make-job.ts';

interface Entry {
  source: string;
  size?: number;
  mode?: number;
  owner?: { uid: number; gid: number };
}

/** Files of the host with these bytes, then links. */
function jobOf(files: readonly Entry[], links: readonly Entry[] = [], firstEntry?: number[]) {
  const out = scratchDirectory();
  const entries = [...files, ...links];
  const first = Uint32Array.from(firstEntry ?? [0, entries.length]);
  const job: MakeJob = {
    sources: entries.map(({ source }) => source),
    targets: entries.map((_, index) => `${out}/${index}`),
    firstLink: files.length,
    size: Float64Array.from(entries, ({ size }) => size ?? 0),
    mode: Uint16Array.from(entries, ({ mode }) => mode ?? 0o644),
    uid: Uint32Array.from(entries, ({ owner }) => owner?.uid ?? KEPT),
    gid: Uint32Array.from(entries, ({ owner }) => owner?.gid ?? KEPT),
    mtime: Float64Array.from(entries, (_, index) => 1000 + index),
    firstEntry: first,
    batches: newBatches(first.length - 1),
  };
  return { out, job, made: () => readdirSync(out).sort() };
}

function source(bytes: string | Buffer, more: Partial<Entry> = {}): Entry {
  const path = `${scratchDirectory()}/source`;
  writeFileSync(path, bytes);
  return { source: path, size: bytes.length, ...more };
}

/** More than is copied at a time, and no multiple of it. */
const LARGE = Buffer.alloc(newSlab().length * 2 + 12_345, 'not every piece is the same');

it('a batch is made with bytes, modes and times, files and links', () => {
  const [small, last] = [source('small', { mode: 0o4711 }), source('last', { mode: 0o400 })];
  const { out, job } = jobOf([small, source(''), last], [{ source: 'nowhere/at all' }]);
  expect(tryBatch(job, 0, newSlab())).toBe(true);
  expect(readFileSync(`${out}/0`, 'latin1')).toBe('small');
  expect(lstatSync(`${out}/1`).size).toBe(0);
  expect(readFileSync(`${out}/2`, 'latin1')).toBe('last');
  expect(readlinkSync(`${out}/3`)).toBe('nowhere/at all');
  const found = ['0', '1', '2', '3'].map((name) => lstatSync(`${out}/${name}`));
  expect(found.map(({ mtimeMs }) => mtimeMs / 1000)).toEqual([1000, 1001, 1002, 1003]);
  const modes = found.slice(0, 3).map(({ mode }) => mode & 0o7777);
  expect(modes).toEqual([0o4711, 0o644, 0o400]);
});

it('the bytes of a large file are copied whole and in order', () => {
  const { out, job } = jobOf([source(LARGE)]);
  expect(tryBatch(job, 0, newSlab())).toBe(true);
  expect(readFileSync(`${out}/0`).equals(LARGE)).toBe(true);
});

it('what a file has more than was planned is not copied', () => {
  const { out, job } = jobOf([source('longer', { size: 4 })]);
  expect(tryBatch(job, 0, newSlab())).toBe(true);
  expect(readFileSync(`${out}/0`, 'latin1')).toBe('long');
});

it.runIf(IS_ROOT)('owners are set where there are any, of links themselves', () => {
  const owner = { uid: 7, gid: 4_000_000_000 };
  const files = [source('a', { owner, mode: 0o4755 }), source('b')];
  const { out, job } = jobOf(files, [{ source: '0', owner }, { source: '1' }]);
  expect(tryBatch(job, 0, newSlab())).toBe(true);
  const owners = ['0', '1', '2', '3'].map((name) => {
    const { uid, gid } = lstatSync(`${out}/${name}`);
    return { uid, gid };
  });
  const own = { uid: 0, gid: 0 };
  expect(owners).toEqual([owner, own, owner, own]);
  // A change of the owner costs a file this bit, so it comes first.
  expect(lstatSync(`${out}/0`).mode & 0o7777).toBe(0o4755);
});

it.each<[string, (out: string, file: Entry) => void]>([
  ['a file has become shorter', (_, { source }) => truncateSync(source, 3)],
  ['its name is taken', (out) => writeFileSync(`${out}/1`, 'of somebody else')],
  ['the name of a link is taken', (out) => mkdirSync(`${out}/2`)],
])('nothing of a batch is left where %s', (_, break_) => {
  const file = source('second');
  const { out, job, made } = jobOf([source('first'), file], [{ source: '0' }]);
  break_(out, file);
  const before = made();
  expect(tryBatch(job, 0, newSlab())).toBe(false);
  expect(made()).toEqual(before);
});

it('a link that stands in the place of a file is not followed', () => {
  const elsewhere = `${scratchDirectory()}/elsewhere`;
  const { out, job, made } = jobOf([source('bytes')]);
  symlinkSync(elsewhere, `${out}/0`);
  expect(tryBatch(job, 0, newSlab())).toBe(false);
  expect(made()).toEqual(['0']);
  expect(lstatSync(elsewhere, { throwIfNoEntry: false })).toBeUndefined();
});

it('no descriptor stays open, whether a batch succeeds or not', () => {
  const { job } = jobOf([source('one'), source('short', { size: 99 })], [], [0, 1, 2]);
  makeBatches(job);
  expect(openScratchFiles()).toEqual([]);
});

it('the second thread takes all, and leaves what fails undone', () => {
  const files = [source('one'), source('short', { size: 99 }), source('three')];
  const { job, made } = jobOf(files, [], [0, 1, 2, 3]);
  makeBatches(job);
  expect([0, 1, 2].map((batch) => isDone(job.batches, batch))).toEqual([true, false, true]);
  expect(made()).toEqual(['0', '2']);
});
