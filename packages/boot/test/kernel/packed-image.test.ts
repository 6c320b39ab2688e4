import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packedKernel } from '../../src/kernel/packed-image.ts';

const ELF = Buffer.from('\x7fELF, as good as any other text'.repeat(50), 'latin1');
const SETUP_SECTORS = 3;

/** An image of protocol 2.15 whose payload starts 64 bytes into the protected-mode part. */
function image(payload: Buffer): Buffer {
  const start = (SETUP_SECTORS + 1) * 512 + 64;
  const bytes = Buffer.alloc(start + payload.length + 100, 0xee);
  bytes[0x1f1] = SETUP_SECTORS;
  bytes.write('HdrS', 0x202);
  bytes.writeUInt16LE(0x020f, 0x206);
  bytes.writeUInt32LE(64, 0x248);
  bytes.writeUInt32LE(payload.length, 0x24c);
  payload.copy(bytes, start);
  return bytes;
}

function withSize(packed: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(ELF.length);
  return Buffer.concat([packed, size]);
}

test('gzip tells the size itself', () => {
  const packed = gzipSync(ELF);
  expect(packedKernel(image(packed))).toEqual({ packing: 'gzip', bytes: packed, size: ELF.length });
});

test.each([
  ['xz', ['-c']],
  ['zstd', ['-c']],
  ['lz4', ['-l', '-c']],
  ['bzip2', ['-c']],
] as const)('%s: the size stands behind', (program, args) => {
  const packed = execFileSync(program, args, { input: ELF });
  const found = packedKernel(image(withSize(packed)));
  expect(found).toEqual({ packing: program, bytes: packed, size: ELF.length });
  expect(execFileSync(program, ['-dc'], { input: found!.bytes }).equals(ELF)).toBe(true);
});

test('no image, an old protocol, another packing, cut off', () => {
  const good = image(gzipSync(ELF));
  const change = (edit: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(good);
    edit(bytes);
    return packedKernel(bytes);
  };
  expect(packedKernel(Buffer.alloc(0))).toBeUndefined();
  expect(packedKernel(ELF)).toBeUndefined();
  expect(change((bytes) => bytes.write('hdrS', 0x202))).toBeUndefined();
  expect(change((bytes) => bytes.writeUInt16LE(0x0207, 0x206))).toBeUndefined();
  expect(change((bytes) => bytes.writeUInt32LE(0xffff_ffff, 0x248))).toBeUndefined();
  expect(change((bytes) => bytes.writeUInt32LE(0xffff_ffff, 0x24c))).toBeUndefined();
  expect(change((bytes) => bytes.writeUInt32LE(2, 0x24c))).toBeUndefined();
  expect(packedKernel(image(Buffer.from('not packed at all')))).toBeUndefined();
  expect(packedKernel(good.subarray(0, good.length - 101))).toBeUndefined();
});
