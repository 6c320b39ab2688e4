/** What a reader has to know of a qcow2 file; see the encoder, `qcow2/format.ts`, for the fields of ours. */
export interface Qcow2Header {
  clusterBits: number;
  /** Bytes of the disk. */
  size: number;
  l1Entries: number;
  l1Offset: number;
  /** Clusters may be marked as zeros. */
  hasZeroFlag: boolean;
  /** Of what this reader does not know, the names. */
  unknown: readonly string[];
}

export const QCOW2_HEADER_SIZE = 112;

const MAGIC = 0x514649fb;

/** The largest table that QEMU takes: 32 MiB. */
const MOST_L1_ENTRIES = 1 << 22;

const COMPRESSION_FEATURE = 0x8;
/** Marks of a file that was not closed, or that QEMU has found to be damaged: it can be read for all that. */
const HARMLESS = 0x3;
const FEATURES: readonly [number, string][] = [
  [0x4, 'external data file'],
  [COMPRESSION_FEATURE, 'another compression'],
  [0x10, 'extended L2 entries'],
];

/**
 * @param bytes the first ones of a file
 * @returns undefined for what is no qcow2 file; `invalid` for one with numbers that make no sense
 */
export function readQcow2Header(bytes: Buffer): Qcow2Header | 'invalid' | undefined {
  if (bytes.length < 4 || bytes.readUInt32BE(0) !== MAGIC) return undefined;
  if (bytes.length < QCOW2_HEADER_SIZE) return 'invalid';
  const version = bytes.readUInt32BE(4);
  const number = (at: number) => bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
  const found: Qcow2Header = {
    clusterBits: bytes.readUInt32BE(20),
    size: number(24),
    l1Entries: bytes.readUInt32BE(36),
    l1Offset: number(40),
    hasZeroFlag: version >= 3,
    unknown: [
      ...(version === 2 || version === 3 ? [] : [`version ${version}`]),
      ...(number(8) === 0 ? [] : ['a backing file']),
      ...(bytes.readUInt32BE(32) === 0 ? [] : ['encryption']),
      ...(version >= 3 ? unknownFeatures(bytes) : []),
    ],
  };
  return isSound(found) ? found : 'invalid';
}

function unknownFeatures(bytes: Buffer): string[] {
  const [high, low] = [bytes.readUInt32BE(72), bytes.readUInt32BE(76)];
  const named = FEATURES.filter(([bit]) => (low & bit) !== 0).map(([, name]) => name);
  const known = FEATURES.reduce((bits, [bit]) => bits | bit, HARMLESS);
  return high === 0 && (low & ~known) === 0 ? named : [...named, 'features of later versions'];
}

/** Every cluster has an entry; the table of those is no larger than need be, by much. */
function isSound({ clusterBits, size, l1Entries }: Qcow2Header): boolean {
  if (clusterBits < 9 || clusterBits > 21 || !Number.isSafeInteger(size)) return false;
  const perEntry = 2 ** (clusterBits + clusterBits - 3);
  return l1Entries <= MOST_L1_ENTRIES && l1Entries * perEntry >= size;
}
