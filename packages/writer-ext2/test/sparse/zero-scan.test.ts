import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pacer } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { scanForZeros } from '../../src/sparse/zero-scan.ts';

const scratch = scratchDirectory();

async function scan(bytes: Buffer, size = bytes.length): Promise<number[]> {
  const path = join(scratch, 'file');
  writeFileSync(path, bytes);
  const fd = openSync(path, 'r');
  try {
    return [...(await scanForZeros(fd, size, new Pacer(new AbortController().signal)))];
  } finally {
    closeSync(fd);
  }
}

it('finds blocks that are not zero', async () => {
  const bytes = Buffer.alloc(3 * 2 ** 20 + 100);
  bytes[5000] = 1;
  bytes[9000] = 1;
  bytes[2 ** 20 - 1] = 1;
  bytes[2 ** 20] = 1;
  bytes[bytes.length - 1] = 1;
  expect(await scan(bytes)).toEqual([
    4096,
    12_288,
    2 ** 20 - 4096,
    2 ** 20 + 4096,
    3 * 2 ** 20,
    3 * 2 ** 20 + 100,
  ]);
});

it('finds nothing in zeros, and all in what has none', async () => {
  expect(await scan(Buffer.alloc(2 ** 21))).toEqual([]);
  expect(await scan(Buffer.alloc(2 ** 21 + 1, 'x'))).toEqual([0, 2 ** 21 + 1]);
});

it('stops at the end of a file that has shrunk', async () => {
  expect(await scan(Buffer.alloc(5000, 'x'), 1e9)).toEqual([0, 5000]);
});
