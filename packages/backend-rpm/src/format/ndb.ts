import { damaged, unsupported } from '../errors.ts';
import { adler32 } from './adler32.ts';
import type { Blob } from './blob.ts';
import type { RandomAccessFile } from './random-access-file.ts';

const PAGE = 4096;
const HEADER = 32;
const SLOT = 16;
const SLOT_MAGIC = 'Slot';
const BLOB_HEAD = 16;
const BLOB_TAIL = 12;
/** Blobs begin at multiples of this, and are as long. */
const BLOCK = 16;

/**
 * The header blobs of SUSE's `Packages.db` ("ndb", rpm's own format), in the order in which they lie in the file.
 *
 *     0     "RpmP", version, generation, number of slot pages, next package number, ...
 *     32    slots: "Slot", package number (0: free), first block, number of blocks; up to the end of the slot pages
 *     ...   blobs: "BlbS", package number, generation, length; the header; zeros;
 *           Adler-32 of all that, length again, "BlbE"
 *
 * All numbers are little-endian and of 4 bytes.
 */
export function* ndbBlobs(file: RandomAccessFile): Generator<Blob> {
  const header = file.read(0, HEADER);
  const version = header.readUInt32LE(4);
  if (version !== 0) throw unsupported(file.path, `version ${version} of the ndb format`);
  const slotPages = header.readUInt32LE(12);
  if (slotPages === 0) throw damaged(file.path, 12, 'no slot pages');
  if (isSlot(file, slotPages * PAGE)) throw damaged(file.path, 12, 'more slots than it says');
  let free = 0;
  for (const slot of usedSlots(file, slotPages)) {
    if (slot.block < free) throw damaged(file.path, slot.offset, 'packages overlap');
    free = slot.block + slot.blocks;
    yield readBlob(file, slot);
  }
}

interface Slot {
  /** Of the slot itself. */
  offset: number;
  package: number;
  block: number;
  blocks: number;
}

function usedSlots(file: RandomAccessFile, slotPages: number): Slot[] {
  const slots: Slot[] = [];
  const end = slotPages * PAGE;
  const bytes = file.read(0, end);
  for (let offset = HEADER; offset < end; offset += SLOT) {
    if (bytes.toString('latin1', offset, offset + 4) !== SLOT_MAGIC) {
      throw damaged(file.path, offset, 'not a slot');
    }
    const number = bytes.readUInt32LE(offset + 4);
    const block = bytes.readUInt32LE(offset + 8);
    const blocks = bytes.readUInt32LE(offset + 12);
    if (number !== 0) slots.push({ offset, package: number, block, blocks });
    // rpm clears all of a slot that it frees.
    else if (block !== 0 || blocks !== 0) throw damaged(file.path, offset, 'a half-freed slot');
  }
  return slots.sort((a, b) => a.block - b.block);
}

function isSlot(file: RandomAccessFile, offset: number): boolean {
  if (offset + SLOT > file.size) return false;
  return file.read(offset, 4).toString('latin1') === SLOT_MAGIC;
}

function readBlob(file: RandomAccessFile, slot: Slot): Blob {
  const offset = slot.block * BLOCK;
  const length = slot.blocks * BLOCK;
  if (length < BLOB_HEAD + BLOB_TAIL) throw damaged(file.path, slot.offset, 'an empty slot');
  const bytes = file.read(offset, length);
  const tail = length - BLOB_TAIL;
  const size = bytes.readUInt32LE(12);
  if (
    bytes.toString('latin1', 0, 4) !== 'BlbS' ||
    bytes.toString('latin1', length - 4) !== 'BlbE' ||
    bytes.readUInt32LE(4) !== slot.package ||
    bytes.readUInt32LE(tail + 4) !== size ||
    BLOB_HEAD + size > tail
  ) {
    throw damaged(file.path, offset, `package number ${slot.package} is not where its slot says`);
  }
  if (adler32(bytes.subarray(0, tail)) !== bytes.readUInt32LE(tail)) {
    throw damaged(file.path, offset, `the checksum of package number ${slot.package} is wrong`);
  }
  return { bytes: bytes.subarray(BLOB_HEAD, BLOB_HEAD + size), offset };
}
