import { constants, gunzipSync } from 'node:zlib';
import { imageArchitecture } from './image-architecture.ts';

const ELF_MACHINE_OFFSET = 18;
const ELF_MACHINE_RISCV = 243;

/**
 * True for the start of a gzipped RISC-V kernel (an image or an ELF file): QEMU loads it unpacked only. It does unpack
 * aarch64 kernels itself, so those stay as they are.
 *
 * @param head the first bytes of the file, at least some hundred
 */
export function isPackedRiscvImage(head: Uint8Array): boolean {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return false;
  const start = unpackStart(head);
  if (imageArchitecture(start) === 'riscv64') return true;
  const elf =
    start.length >= ELF_MACHINE_OFFSET + 2 && start.toString('latin1', 0, 4) === '\x7fELF';
  return elf && start.readUInt16LE(ELF_MACHINE_OFFSET) === ELF_MACHINE_RISCV;
}

function unpackStart(head: Uint8Array): Buffer {
  try {
    // The flush makes zlib give what it has instead of complaining that the data ends.
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}
