import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { isWholeModule, packingOf } from '../../src/modules/module-file.ts';
import { fakeModule } from './module.ts';

test('packings by their first bytes', () => {
  expect(packingOf(fakeModule())).toBe('none');
  expect(packingOf(gzipSync('x'))).toBe('gzip');
  expect(packingOf(Buffer.from('\xfd7zXZ\0\0', 'latin1'))).toBe('xz');
  expect(packingOf(Buffer.from('\x28\xb5\x2f\xfd\0', 'latin1'))).toBe('zstd');
  expect(packingOf(Buffer.from('#!/bin/sh'))).toBeUndefined();
  expect(packingOf(Buffer.alloc(0))).toBeUndefined();
});

test('a module that is cut off anywhere is not whole', () => {
  const module = fakeModule('text');
  expect(isWholeModule(module)).toBe(true);
  expect(isWholeModule(Buffer.concat([module, Buffer.from('~Module signature appended~\n')]))).toBe(
    true,
  );
  for (let length = 0; length < module.length; length++) {
    expect(isWholeModule(module.subarray(0, length))).toBe(false);
  }
});

test('32-bit and big-endian modules', () => {
  const small = Buffer.alloc(92);
  small.write('\x7fELF\x01\x01', 'latin1');
  small.writeUInt32LE(52, 0x20);
  small.writeUInt16LE(40, 0x2e);
  small.writeUInt16LE(1, 0x30);
  expect(isWholeModule(small)).toBe(true);
  expect(isWholeModule(small.subarray(0, 91))).toBe(false);
  const big = Buffer.alloc(128);
  big.write('\x7fELF\x02\x02', 'latin1');
  big.writeUInt32BE(64, 0x2c);
  big.writeUInt16BE(64, 0x3a);
  big.writeUInt16BE(1, 0x3c);
  expect(isWholeModule(big)).toBe(true);
  expect(isWholeModule(big.subarray(0, 127))).toBe(false);
  big.writeUInt32BE(1, 0x28); // over 4 GiB
  expect(isWholeModule(big)).toBe(false);
});
