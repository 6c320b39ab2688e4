/** `e_ident` of an ELF header, elf(5). */
const MAGIC = '\x7fELF';
const CLASS_64 = 2;
const LITTLE_ENDIAN = 1;

/** Where fields lie, by class: of the ELF header, and of a section's. */
const LAYOUT = {
  32: { header: 52, shoff: 32, shentsize: 46, shnum: 48, shstrndx: 50, offset: 16, size: 20 },
  64: { header: 64, shoff: 40, shentsize: 58, shnum: 60, shstrndx: 62, offset: 24, size: 32 },
} as const;

/** The sections of an ELF file, of either class and byte order. */
export class ElfFile {
  readonly #layout: (typeof LAYOUT)[32 | 64];
  readonly #wide: boolean;
  readonly #little: boolean;

  private constructor(private readonly bytes: Buffer) {
    this.#wide = bytes[4] === CLASS_64;
    this.#little = bytes[5] === LITTLE_ENDIAN;
    this.#layout = LAYOUT[this.#wide ? 64 : 32];
  }

  /** @returns undefined for what does not begin as an ELF file does, or is not long enough to tell */
  static open(bytes: Buffer): ElfFile | undefined {
    if (bytes.length < LAYOUT[64].header || bytes.toString('latin1', 0, 4) !== MAGIC) {
      return undefined;
    }
    return new ElfFile(bytes);
  }

  /** Bytes of the file up to the end of its section headers, which are its end where nothing was appended. */
  get length(): number {
    const { shoff, shentsize, shnum } = this.#layout;
    return this.#word(shoff) + this.#half(shentsize) * this.#half(shnum);
  }

  /** The content of a section; undefined if there is none of that name. */
  section(name: string): Buffer | undefined {
    const { shnum, shstrndx } = this.#layout;
    const names = this.#content(this.#half(shstrndx));
    for (let number = 0; number < this.#half(shnum); number++) {
      const start = this.#read32(this.#header(number));
      const end = names.indexOf(0, start);
      if (names.toString('latin1', start, end) === name) return this.#content(number);
    }
    return undefined;
  }

  #header(number: number): number {
    const { shoff, shentsize } = this.#layout;
    return this.#word(shoff) + number * this.#half(shentsize);
  }

  #content(number: number): Buffer {
    const header = this.#header(number);
    const start = this.#word(header + this.#layout.offset);
    return this.bytes.subarray(start, start + this.#word(header + this.#layout.size));
  }

  #half(at: number): number {
    return this.#little ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
  }

  #read32(at: number): number {
    return this.#little ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
  }

  #word(at: number): number {
    if (!this.#wide) return this.#read32(at);
    return Number(this.#little ? this.bytes.readBigUInt64LE(at) : this.bytes.readBigUInt64BE(at));
  }
}
