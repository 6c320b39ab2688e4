import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { copySparse } from '../../src/snapshot/copy-sparse.ts';

const SIZE = 64 * 2 ** 20 + 4096;

describe('copySparse', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['by cp', process.env.PATH!],
    ['by itself', '/nowhere'],
  ])('copies what there is %s, and leaves holes', async (_, path) => {
    vi.stubEnv('PATH', path);
    const directory = scratchDirectory();
    const [from, to] = ['from', 'to'].map((name) => openSync(join(directory, name), 'wx+'));
    ftruncateSync(from!, SIZE);
    for (const at of [0, 3_000_000, SIZE - 10]) {
      writeSync(from!, Buffer.from('some bytes'), 0, 10, at);
    }
    await copySparse(from!, to!);
    expect(fstatSync(to!).blocks * 512).toBeLessThan(2 ** 20);
    const [one, other] = ['from', 'to'].map((name) => readFileSync(join(directory, name)));
    expect(one!.equals(other!)).toBe(true);
    closeSync(from!);
    closeSync(to!);
  });
});
