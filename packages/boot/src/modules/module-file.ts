/**
 * Kernel modules are ELF files, packed by some distributions. Told by their first bytes.
 */
export type ModulePacking = 'none' | 'gzip' | 'xz' | 'zstd';

const MAGIC: readonly [ModulePacking, string][] = [
  ['none', '\x7fELF'],
  ['gzip', '\x1f\x8b'],
  ['xz', '\xfd7zXZ\0'],
  ['zstd', '\x28\xb5\x2f\xfd'],
];

/** Undefined for what is no module. */
export function packingOf(bytes: Buffer): ModulePacking | undefined {
  const head = bytes.toString('latin1', 0, 6);
  return MAGIC.find(([, magic]) => head.startsWith(magic))?.[0];
}

/** Where the fields of an ELF header lie, see elf(5). */
const LAYOUTS = {
  1: { length: 52, tableOffset: 0x20, entrySize: 0x2e, entryCount: 0x30 },
  2: { length: 64, tableOffset: 0x28, entrySize: 0x3a, entryCount: 0x3c },
};

/**
 * True for an ELF file that reaches to the end of its section header table: linkers put it last, so it is missing from
 * a file that was cut off.
 */
export function isWholeModule(bytes: Buffer): boolean {
  if (packingOf(bytes) !== 'none') return false;
  const layout = LAYOUTS[bytes[4] as 1 | 2];
  if (layout === undefined || bytes.length < layout.length) return false;
  const little = bytes[5] === 1;
  const half = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const word = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const double = (at: number) =>
    little ? word(at) + word(at + 4) * 2 ** 32 : word(at) * 2 ** 32 + word(at + 4);
  const table = layout.length === 64 ? double(layout.tableOffset) : word(layout.tableOffset);
  return table + half(layout.entrySize) * half(layout.entryCount) <= bytes.length;
}
