import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { WriteBuffer } from '../../src/copy/write-buffer.ts';

const scratch = (name: string) => `${scratchDirectory()}/${name}`;

it('gathers what follows each other, and writes nothing in between', () => {
  const path = scratch('file');
  const fd = openSync(path, 'w');
  const writeBuffer = new WriteBuffer(fd);
  const put = (text: string) => {
    writeBuffer.fill += writeBuffer.buffer.write(text, writeBuffer.fill);
  };
  writeBuffer.buffer.fill('dirt');
  writeBuffer.seek(4096);
  put('one');
  writeBuffer.pad(4096);
  writeBuffer.seek(8192);
  put('two');
  expect(statSync(path).size, 'nothing is written yet').toBe(0);
  writeBuffer.seek(2 ** 26);
  put('far');
  writeBuffer.flush();
  closeSync(fd);
  expect(statSync(path).size).toBe(2 ** 26 + 3);
  expect(statSync(path).blocks * 512).toBeLessThan(2 ** 20);
  const start = readFileSync(path).subarray(0, 8195);
  expect(start.toString('latin1')).toBe(`${'\0'.repeat(4096)}one${'\0'.repeat(4093)}two`);
});

it('keeps a zeroed buffer zero', () => {
  const fd = openSync(scratch('zeroed'), 'w');
  const writeBuffer = new WriteBuffer(fd, true);
  writeBuffer.fill = writeBuffer.buffer.write('some text');
  writeBuffer.flush();
  closeSync(fd);
  expect(writeBuffer.buffer.every((byte) => byte === 0)).toBe(true);
});
