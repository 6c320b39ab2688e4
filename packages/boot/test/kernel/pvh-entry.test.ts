import { expect, test } from 'vitest';
import { hasPvhEntry } from '../../src/kernel/pvh-entry.ts';

interface Note {
  name: string;
  type: number;
  content: Buffer;
}

const ENTRY: Note = { name: 'Xen\0', type: 18, content: Buffer.alloc(4) };
const OTHER: Note = { name: 'Linux\0', type: 18, content: Buffer.from('odd') };

function encoded({ name, type, content }: Note): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(name.length, 0);
  head.writeUInt32LE(content.length, 4);
  head.writeUInt32LE(type, 8);
  const pad = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
  return Buffer.concat([head, pad(Buffer.from(name)), pad(content)]);
}

/** An ELF file with a segment to load, and one with the notes. */
function elf(notes: readonly Note[]): Buffer {
  const content = Buffer.concat(notes.map(encoded));
  const bytes = Buffer.alloc(0x40 + 2 * 0x38 + content.length);
  bytes.write('\x7fELF\x02\x01\x01', 'latin1');
  bytes.writeBigUInt64LE(0x40n, 0x20);
  bytes.writeUInt16LE(0x38, 0x36);
  bytes.writeUInt16LE(2, 0x38);
  bytes.writeUInt32LE(1, 0x40);
  bytes.writeUInt32LE(4, 0x78);
  bytes.writeBigUInt64LE(BigInt(0x40 + 2 * 0x38), 0x78 + 8);
  bytes.writeBigUInt64LE(BigInt(content.length), 0x78 + 32);
  content.copy(bytes, 0x40 + 2 * 0x38);
  return bytes;
}

test('the note of Xen that names the entry, among others', () => {
  expect(hasPvhEntry(elf([OTHER, ENTRY]))).toBe(true);
  expect(hasPvhEntry(elf([OTHER, { ...ENTRY, type: 1 }]))).toBe(false);
  expect(hasPvhEntry(elf([]))).toBe(false);
});

test('no 64-bit ELF file', () => {
  expect(hasPvhEntry(Buffer.from('\x7fELF'))).toBe(false);
  const short = elf([ENTRY]);
  short[4] = 1;
  expect(hasPvhEntry(short)).toBe(false);
});

test('damaged: false, wherever it is cut or whatever a byte says', () => {
  const whole = elf([OTHER, ENTRY]);
  for (let length = 0; length < whole.length; length++) {
    expect(hasPvhEntry(whole.subarray(0, length))).toBe(false);
  }
  for (let at = 0; at < whole.length; at++) {
    const changed = Buffer.from(whole);
    changed[at] = 0xff;
    expect(typeof hasPvhEntry(changed)).toBe('boolean');
  }
});
