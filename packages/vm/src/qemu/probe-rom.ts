/*
 * A firmware of 64 KiB that does what every kernel does first, and tells QEMU that it got there. The CPU
 * starts at its last 16 bytes, in real mode. Seen in the field: /dev/kvm works for real mode and stops for ever at
 * the first page table.
 *
 *             .code16
 *     fa            cli
 *     2e66..        lgdtl  %cs:gdt_pointer
 *     0f20c0..      set CR0.PE
 *     66ea..        ljmpl  $8, protected
 *             .code32
 *     b810..        data segments
 *     bf0010..      page tables at 0x1000: one entry at levels 4 and 3, 512 pages of 2 MiB
 *     b80010..      CR3; CR4.PAE; EFER.LME; CR0.PG
 *     ea8f..        ljmpl  $24, long_mode
 *             .code64
 *     bf00001000    for each page from 1 to 15 MiB: write a word, read it back
 *     b010e6f4      out    %al=16, port 0xf4       isa-debug-exit: QEMU ends with (16 << 1) | 1
 *     f4ebfd        hlt, and stay there
 *             gdt: null, code32, data, code64; its pointer
 */
const CODE =
  'fa' +
  '2e660f0116d000' +
  '0f20c00c010f22c0' +
  '66ea18000f000800' +
  'b8100000008ed88ec0' +
  'bf0010000031c0b9000c0000f3abc7050010000003200000c7050020000003300000' +
  'bf00300000b8830000008907050000200083c70881ff0040000072ee' +
  'b8001000000f22d80f20e00c200f22e0b9800000c00f320d000100000f300f20c00d000000800f22c0' +
  'ea8f000f001800' +
  'bf00001000893f393f751281c70010000081ff0000f00072ec' +
  'b010e6f4' +
  'f4ebfd' +
  '90' +
  '0000000000000000ffff0000009acf00ffff00000092cf00ffff0000009aaf00' +
  '1f00b0000f00';

const SIZE = 0x10000;
const RESET_VECTOR = 0xfff0;

/** QEMU's exit status when the probe got to its end. */
export const PROBE_PASSED = (16 << 1) | 1;

export function probeRom(): Buffer {
  const rom = Buffer.alloc(SIZE);
  Buffer.from(CODE, 'hex').copy(rom);
  // jmp to offset 0 of this segment
  Buffer.from([0xe9, 0x0d, 0x00]).copy(rom, RESET_VECTOR);
  return rom;
}
