/** Class and byte order. */
export interface Shape {
  wide: boolean;
  little: boolean;
}

export const SHAPES: Shape[] = [true, false].flatMap((wide) =>
  [true, false].map((little) => ({ wide, little })),
);

/** A module with nothing in it but `.modinfo`: elf(5). */
export function kernelModule(
  info: readonly string[],
  { wide, little }: Shape = SHAPES[0]!,
  signed = false,
): Buffer {
  const modinfo = Buffer.from(info.map((entry) => `${entry}\0`).join(''), 'latin1');
  const names = Buffer.from('\0.modinfo\0.shstrtab\0', 'latin1');
  const header = Buffer.alloc(wide ? 64 : 52);
  header.write('\x7fELF', 'latin1');
  header[4] = wide ? 2 : 1;
  header[5] = little ? 1 : 2;
  const half = (at: number, value: number) =>
    little ? header.writeUInt16LE(value, at) : header.writeUInt16BE(value, at);
  const entry = wide ? 64 : 40;
  const sections = Buffer.alloc(3 * entry);
  const word = (bytes: Buffer, at: number, value: number, size: number) => {
    if (size === 8)
      little
        ? bytes.writeBigUInt64LE(BigInt(value), at)
        : bytes.writeBigUInt64BE(BigInt(value), at);
    else little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
  };
  const size = wide ? 8 : 4;
  const start = header.length;
  const section = (number: number, name: number, offset: number, length: number) => {
    word(sections, number * entry, name, 4);
    word(sections, number * entry + (wide ? 24 : 16), offset, size);
    word(sections, number * entry + (wide ? 32 : 20), length, size);
  };
  section(1, 1, start, modinfo.length);
  section(2, 10, start + modinfo.length, names.length);
  word(header, wide ? 40 : 32, start + modinfo.length + names.length, size);
  half(wide ? 58 : 46, entry);
  half(wide ? 60 : 48, 3);
  half(wide ? 62 : 50, 2);
  const signature = signed
    ? Buffer.from('signature~Module signature appended~\n')
    : Buffer.alloc(0);
  return Buffer.concat([header, modinfo, names, sections, signature]);
}
