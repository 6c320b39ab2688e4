import { imageArchitecture } from './image-architecture.ts';

/**
 * The ELF kernel inside an x86 bzImage, see the kernel's Documentation/arch/x86/boot.rst:
 *
 *     0x1f1  u8   length of the real-mode part in sectors, less 1 (0 means 4)
 *     0x202  'HdrS'
 *     0x206  u16  protocol version, at least 2.08
 *     0x248  u32  offset of the payload, from the end of the real-mode part
 *     0x24c  u32  length of the payload
 *
 * The payload is the ELF file, packed; after all packings but gzip, which has it already, follows its size unpacked.
 */
const SETUP_SECTORS = 0x1f1;
const PROTOCOL = 0x206;
const PAYLOAD = 0x248;
const HEADER_END = 0x250;
const PROTOCOL_WITH_PAYLOAD = 0x0208;
const SECTOR = 512;

export type Packing = 'gzip' | 'xz' | 'zstd' | 'lz4' | 'bzip2';

const MAGIC: readonly [Packing, string][] = [
  ['gzip', '\x1f\x8b'],
  ['xz', '\xfd7zXZ\0'],
  ['zstd', '\x28\xb5\x2f\xfd'],
  ['lz4', '\x02\x21\x4c\x18'],
  ['bzip2', 'BZh'],
];

export interface PackedKernel {
  packing: Packing;
  /** The packed ELF file, without the size behind it. */
  bytes: Buffer;
  /** Bytes of the ELF file. */
  size: number;
}

/** Undefined for what is no such image, is cut off, or is packed in another way. */
export function packedKernel(image: Buffer): PackedKernel | undefined {
  if (image.length < HEADER_END || imageArchitecture(image) !== 'x86') return undefined;
  if (image.readUInt16LE(PROTOCOL) < PROTOCOL_WITH_PAYLOAD) return undefined;
  const start = ((image[SETUP_SECTORS] || 4) + 1) * SECTOR + image.readUInt32LE(PAYLOAD);
  const end = start + image.readUInt32LE(PAYLOAD + 4);
  if (end > image.length || end - start < 8) return undefined;
  const head = image.toString('latin1', start, start + 6);
  const packing = MAGIC.find(([, magic]) => head.startsWith(magic))?.[0];
  if (packing === undefined) return undefined;
  return {
    packing,
    bytes: image.subarray(start, packing === 'gzip' ? end : end - 4),
    size: image.readUInt32LE(end - 4),
  };
}
