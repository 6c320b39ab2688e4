import { spawn } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, expect, it, vi } from 'vitest';
import { type CopySparseOptions, copySparse } from '../../src/process/copy-sparse.ts';

const SIZE = 40 * 2 ** 20;
const open: number[] = [];

afterEach(() => {
  for (const fd of open.splice(0)) closeSync(fd);
  vi.unstubAllEnvs();
});

/** A file of `SIZE` bytes that holds some data in its middle, and an empty one. */
function files() {
  const directory = scratchDirectory();
  const [from, to] = ['source', 'target'].map((name) => `${directory}/${name}`);
  writeFileSync(from!, '');
  truncateSync(from!, SIZE);
  const source = openSync(from!, 'r+');
  writeSync(source, 'data', 30_000_001);
  const target = openSync(to!, 'wx+');
  open.push(source, target);
  return { source, target, isEqual: () => readFileSync(to!).equals(readFileSync(from!)) };
}

it('copies data and holes', async () => {
  const { source, target, isEqual } = files();
  expect(await copySparse(source, target)).toBe(true);
  expect(fstatSync(target)).toMatchObject({ size: SIZE });
  expect(fstatSync(target).blocks * 512).toBeLessThanOrEqual(65_536);
  expect(isEqual()).toBe(true);
});

it('without such a cp, nothing is copied', async () => {
  const { source, target } = files();
  vi.stubEnv('PATH', '/nowhere');
  expect(await copySparse(source, target)).toBe(false);
});

it('a cp that fails leaves nothing', async () => {
  const { source, target } = files();
  const failing = ['-c', 'echo part; exit 1'];
  const start: CopySparseOptions['start'] = (_, __, options) => spawn('sh', failing, options);
  expect(await copySparse(source, target, { start })).toBe(false);
  expect(fstatSync(target).size).toBe(0);
});

it('ends with the reason of an abort', async () => {
  const { source, target } = files();
  const controller = new AbortController();
  const copying = copySparse(source, target, { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(copying).rejects.toThrow('enough');
});
