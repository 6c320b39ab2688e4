/**
 * Whether a kernel can be entered where QEMU loads it, without a boot loader that unpacks it first: 64-bit ELF
 * (elf(5)) with the note that tells the PVH entry point (Xen's PVH boot protocol, XEN_ELFNOTE_PHYS32_ENTRY).
 */
const ELF64_LITTLE = '\x7fELF\x02\x01';
const PROGRAM_HEADERS = 0x20;
const ENTRY_SIZE = 0x36;
const ENTRY_COUNT = 0x38;
const ELF_HEADER = 0x40;
const PROGRAM_HEADER = 0x38;
const PT_NOTE = 4;
const NOTE_HEADER = 12;
const PHYS32_ENTRY = 18;

/** False for whatever is damaged, too. */
export function hasPvhEntry(elf: Buffer): boolean {
  if (elf.length < ELF_HEADER || elf.toString('latin1', 0, 6) !== ELF64_LITTLE) return false;
  const table = Number(elf.readBigUInt64LE(PROGRAM_HEADERS));
  const size = elf.readUInt16LE(ENTRY_SIZE);
  for (let index = 0; index < elf.readUInt16LE(ENTRY_COUNT); index++) {
    const at = table + index * size;
    if (at + PROGRAM_HEADER > elf.length) return false;
    if (elf.readUInt32LE(at) !== PT_NOTE) continue;
    const start = Number(elf.readBigUInt64LE(at + 8));
    const length = Number(elf.readBigUInt64LE(at + 32));
    if (start + length <= elf.length && hasNote(elf.subarray(start, start + length))) return true;
  }
  return false;
}

/** Name and content of a note are padded to 4 bytes each. */
function hasNote(notes: Buffer): boolean {
  let at = 0;
  while (at + NOTE_HEADER <= notes.length) {
    const nameSize = notes.readUInt32LE(at);
    const contentSize = notes.readUInt32LE(at + 4);
    const name = notes.toString('latin1', at + NOTE_HEADER, at + NOTE_HEADER + nameSize);
    if (name === 'Xen\0' && notes.readUInt32LE(at + 8) === PHYS32_ENTRY) return true;
    at += NOTE_HEADER + padded(nameSize) + padded(contentSize);
  }
  return false;
}

function padded(size: number): number {
  return Math.ceil(size / 4) * 4;
}
