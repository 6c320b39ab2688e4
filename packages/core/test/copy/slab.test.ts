import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { Slab } from '../../src/copy/slab.ts';

const scratch = (name: string) => `${scratchDirectory()}/${name}`;

it('gathers what follows each other, and writes nothing in between', () => {
  const path = scratch('file');
  const fd = openSync(path, 'w');
  const slab = new Slab(fd);
  const put = (text: string) => {
    slab.fill += slab.buffer.write(text, slab.fill);
  };
  slab.buffer.fill('dirt');
  slab.seek(4096);
  put('one');
  slab.pad(4096);
  slab.seek(8192);
  put('two');
  expect(statSync(path).size, 'nothing is written yet').toBe(0);
  slab.seek(2 ** 26);
  put('far');
  slab.flush();
  closeSync(fd);
  expect(statSync(path).size).toBe(2 ** 26 + 3);
  expect(statSync(path).blocks * 512).toBeLessThan(2 ** 20);
  const start = readFileSync(path).subarray(0, 8195);
  expect(start.toString('latin1')).toBe(`${'\0'.repeat(4096)}one${'\0'.repeat(4093)}two`);
});

it('keeps a zeroed buffer zero', () => {
  const fd = openSync(scratch('zeroed'), 'w');
  const slab = new Slab(fd, true);
  slab.fill = slab.buffer.write('some text');
  slab.flush();
  closeSync(fd);
  expect(slab.buffer.every((byte) => byte === 0)).toBe(true);
});
