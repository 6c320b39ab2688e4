/** What a reader has to know of an ext2, ext3 or ext4 filesystem; see the encoder, `format/superblock.ts`, for the fields of ours. */
export interface FoundSuperblock {
  blockSize: number;
  blocks: number;
  firstDataBlock: number;
  blocksPerGroup: number;
  inodes: number;
  inodesPerGroup: number;
  /** Bytes. */
  inodeSize: number;
  descriptorSize: number;
  reservedDescriptorBlocks: number;
  /** The groups with a copy; undefined: those of `sparse_super`; `all` where that feature is not there. */
  backups: 'sparse' | 'all' | readonly number[];
  /** Of the features whose layout this reader does not know, the names. */
  unknown: readonly string[];
}

export const SUPERBLOCK_SIZE = 1024;
const MAGIC = 0xef53;

const SPARSE_SUPER_2 = 0x200;
const SPARSE_SUPER = 0x1;
const BIT64 = 0x80;

/** Features that change where things lie, in a way that is not read here; by bit of `s_feature_incompat`, `ro_compat`. */
const INCOMPATIBLE: readonly [number, string][] = [
  [0x0001, 'compression'],
  [0x0008, 'journal_dev'],
  [0x0010, 'meta_bg'],
  [0x8000, 'inline_data'],
  [0x10000, 'encrypt'],
];
const READ_ONLY: readonly [number, string][] = [[0x0200, 'bigalloc']];

/**
 * @param bytes the superblock: 1,024 bytes
 * @returns undefined for what is no such filesystem, or one with numbers that make no sense
 */
export function readSuperblock(bytes: Buffer): FoundSuperblock | undefined {
  if (bytes.length < SUPERBLOCK_SIZE || bytes.readUInt16LE(0x38) !== MAGIC) return undefined;
  const word = (at: number) => bytes.readUInt32LE(at);
  const features = { compatible: word(0x5c), incompatible: word(0x60), readOnly: word(0x64) };
  const is64 = (features.incompatible & BIT64) !== 0;
  const isDynamic = word(0x4c) > 0;
  const found: FoundSuperblock = {
    blockSize: 1024 << Math.min(word(0x18), 20),
    blocks: word(0x04) + (is64 ? word(0x150) * 2 ** 32 : 0),
    firstDataBlock: word(0x14),
    blocksPerGroup: word(0x20),
    inodes: word(0x00),
    inodesPerGroup: word(0x28),
    inodeSize: isDynamic ? bytes.readUInt16LE(0x58) : 128,
    descriptorSize: is64 ? Math.max(bytes.readUInt16LE(0xfe), 64) : 32,
    reservedDescriptorBlocks: bytes.readUInt16LE(0xce),
    backups: backupsOf(features, word),
    unknown: [
      ...INCOMPATIBLE.filter(([bit]) => (features.incompatible & bit) !== 0),
      ...READ_ONLY.filter(([bit]) => (features.readOnly & bit) !== 0),
    ].map(([, name]) => name),
  };
  return isSound(found) ? found : undefined;
}

function backupsOf(
  { compatible, readOnly }: { compatible: number; readOnly: number },
  word: (at: number) => number,
): FoundSuperblock['backups'] {
  if ((compatible & SPARSE_SUPER_2) !== 0) return [word(0x24c), word(0x250)];
  return (readOnly & SPARSE_SUPER) !== 0 ? 'sparse' : 'all';
}

function isSound(found: FoundSuperblock): boolean {
  const { blockSize, blocks, blocksPerGroup, inodesPerGroup, inodeSize, firstDataBlock } = found;
  const bits = 8 * blockSize;
  return (
    blockSize <= 65_536 &&
    blocks > firstDataBlock &&
    firstDataBlock <= 1 &&
    // With bigalloc a bit stands for more than a block.
    (found.unknown.length > 0 || between(blocksPerGroup, 256, bits)) &&
    between(inodesPerGroup, 1, bits) &&
    between(inodeSize, 128, blockSize) &&
    (inodeSize & (inodeSize - 1)) === 0 &&
    found.descriptorSize <= blockSize
  );
}

function between(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
