/** A minimal kernel module of a 64-bit little-endian machine: an ELF header, `text`, and an empty section header. */
export function fakeModule(text = ''): Buffer {
  const body = Buffer.from(text, 'latin1');
  const bytes = Buffer.alloc(64 + body.length + 64);
  bytes.write('\x7fELF\x02\x01\x01', 'latin1');
  bytes.writeUInt16LE(1, 0x10); // relocatable
  bytes.writeUInt32LE(64 + body.length, 0x28);
  bytes.writeUInt16LE(64, 0x3a);
  bytes.writeUInt16LE(1, 0x3c);
  body.copy(bytes, 64);
  return bytes;
}
