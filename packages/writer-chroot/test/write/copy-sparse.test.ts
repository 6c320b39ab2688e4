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
import { hostFile, treeOf } from '@supermin/test-support/trees';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { copySparse } from '../../src/write/copy-sparse.ts';
import { write } from '../support/write.ts';

const SIZE = 40 * 2 ** 20;

describe('copySparse', () => {
  const open: number[] = [];
  const { signal } = new AbortController();

  afterEach(() => {
    for (const fd of open.splice(0)) closeSync(fd);
    vi.unstubAllEnvs();
  });

  /** A file of `SIZE` bytes that holds some data in its middle, and an empty one. */
  function files(): { path: string; source: number; target: number } {
    const directory = scratchDirectory();
    const path = `${directory}/source`;
    writeFileSync(path, '');
    truncateSync(path, SIZE);
    const fd = openSync(path, 'r+');
    writeSync(fd, 'data', 30_000_001);
    const target = openSync(`${directory}/target`, 'wx+');
    open.push(fd, target);
    return { path, source: fd, target };
  }

  it('copies data and holes', async () => {
    const { path, source, target } = files();
    expect(await copySparse(source, target, SIZE, signal)).toBe(true);
    expect(fstatSync(target)).toMatchObject({ size: SIZE });
    expect(fstatSync(target).blocks * 512).toBeLessThanOrEqual(65_536);
    expect(readFileSync(`${path.slice(0, -6)}target`).equals(readFileSync(path))).toBe(true);
  });

  it('cuts off what came later', async () => {
    const { source, target } = files();
    expect(await copySparse(source, target, SIZE - 1, signal)).toBe(true);
    expect(fstatSync(target).size).toBe(SIZE - 1);
  });

  it('leaves a file that shrank, and a system without such a cp, to others', async () => {
    const { source, target } = files();
    expect(await copySparse(source, target, SIZE + 1, signal)).toBe(false);
    expect(fstatSync(target).size).toBe(0);
    vi.stubEnv('PATH', '/nowhere');
    expect(await copySparse(source, target, SIZE, signal)).toBe(false);
  });

  it('ends with the reason of an abort', async () => {
    const { source, target } = files();
    const controller = new AbortController();
    const copying = copySparse(source, target, SIZE, controller.signal);
    controller.abort(new Error('enough'));
    await expect(copying).rejects.toThrow('enough');
  });

  it.each(['with', 'without'])('keeps the holes of a large host file, %s cp', async (how) => {
    const { path } = files();
    const out = scratchDirectory();
    if (how === 'without') vi.stubEnv('PATH', '/nowhere');
    await write(treeOf({ '/f': hostFile(path, SIZE, { sparse: true }) }), out);
    const fd = openSync(`${out}/f`, 'r');
    open.push(fd);
    expect(fstatSync(fd).blocks * 512).toBeLessThanOrEqual(65_536);
    expect(readFileSync(fd).equals(readFileSync(path))).toBe(true);
  });
});
