import { createHash } from 'node:crypto';
import type { BytePath } from '@supermin/core';
import { damaged } from '../errors.ts';
import type { Blob } from './blob.ts';
import { Tag, Type } from './tags.ts';

const ENTRY = 16;
/** rpm's own limits (headerload): more is damage. */
const MOST_ENTRIES = 0xffff;
const MOST_DATA = 0x0fffffff;
/** What stands before a header in a package file, and is part of its digest. */
export const HEADER_MAGIC = Buffer.from('8eade80100000000', 'hex');

/** Bytes of a value, and what it has to start at a multiple of; 0: ends with a NUL. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 0, 1, 0, 0];

interface Entry {
  type: number;
  /** In the header's bytes. */
  start: number;
  count: number;
}

/**
 * One package's header, as databases and package files hold it:
 *
 *     number of entries, bytes of data     4 bytes each, big-endian as all numbers here
 *     entries                              tag, type, offset in the data, count: 4 bytes each
 *     data
 *
 * The first entry is a region: it covers the entries and the data that the package was built (and signed) with. Of that rpm
 * has recorded a digest: see `checkDigest`. What follows was added by the installation: times, states, signatures; and of a
 * package that was relocated (`rpm --prefix`), the names of its files. It takes the place of the region's.
 */
export class Header {
  /** Of the header in its file. */
  readonly offset: number;
  readonly #entries = new Map<number, Entry>();
  readonly #bytes: Buffer;
  readonly #dataStart: number;
  readonly #dataEnd: number;
  readonly #region: Region | undefined;

  constructor(
    { bytes, offset }: Blob,
    private readonly path: BytePath,
  ) {
    this.offset = offset;
    if (bytes.length < 8) throw this.#damaged('a header of less than 8 bytes');
    const entries = bytes.readUInt32BE(0);
    const data = bytes.readUInt32BE(4);
    const dataStart = 8 + ENTRY * entries;
    if (entries === 0 || entries > MOST_ENTRIES || data > MOST_DATA) {
      throw this.#damaged(`a header of ${entries} entries and ${data} bytes`);
    }
    if (dataStart + data > bytes.length) throw this.#damaged('a header that is cut off');
    this.#bytes = bytes;
    this.#dataStart = dataStart;
    this.#dataEnd = dataStart + data;
    this.#region = this.#readRegion(entries, data);
    for (let index = 0; index < entries; index++) this.#addEntry(index);
  }

  /** The first string of a tag. */
  string(tag: number): string | undefined {
    const entry = this.#entries.get(tag);
    if (entry === undefined) return undefined;
    this.#expect(tag, entry, entry.type === Type.string || isArray(entry.type));
    return this.#bytes.toString('latin1', entry.start, this.#stringsEnd(entry.start, 1) - 1);
  }

  /** The strings of a tag, each followed by a NUL; undefined without such a tag. */
  strings(tag: number): Buffer | undefined {
    const entry = this.#entries.get(tag);
    if (entry === undefined) return undefined;
    this.#expect(tag, entry, entry.type === Type.string || isArray(entry.type));
    const count = entry.type === Type.string ? 1 : entry.count;
    return this.#bytes.subarray(entry.start, this.#stringsEnd(entry.start, count));
  }

  /** The numbers of a tag of type int16 or int32, unsigned. */
  numbers(tag: number): Uint32Array | undefined {
    const entry = this.#entries.get(tag);
    if (entry === undefined) return undefined;
    this.#expect(tag, entry, entry.type === Type.int16 || entry.type === Type.int32);
    const numbers = new Uint32Array(entry.count);
    const { start } = entry;
    if (entry.type === Type.int16) {
      for (let at = 0; at < numbers.length; at++)
        numbers[at] = this.#bytes.readUInt16BE(start + 2 * at);
    } else {
      for (let at = 0; at < numbers.length; at++)
        numbers[at] = this.#bytes.readUInt32BE(start + 4 * at);
    }
    return numbers;
  }

  /** An entry as it is stored; undefined without such a tag. */
  raw(tag: number): RawEntry | undefined {
    const entry = this.#entries.get(tag);
    if (entry === undefined) return undefined;
    const { type, start, count } = entry;
    const end = isText(type)
      ? this.#stringsEnd(start, type === Type.string ? 1 : count)
      : start + TYPE_BYTES[type]! * count;
    return { tag, type, count, data: this.#bytes.subarray(start, end) };
  }

  /** The texts of a tag; empty without such a tag. */
  texts(tag: number): string[] {
    const bytes = this.strings(tag);
    return bytes === undefined ? [] : bytes.toString('latin1').split('\0').slice(0, -1);
  }

  /** Undefined for headers without one: keys, and packages of rpm 3. */
  #readRegion(entries: number, data: number): Region | undefined {
    if (this.#bytes.readUInt32BE(8) !== Tag.immutable) return undefined;
    const trailer = this.#bytes.readUInt32BE(16);
    if (
      this.#bytes.readUInt32BE(12) !== Type.binary ||
      this.#bytes.readUInt32BE(20) !== ENTRY ||
      trailer + ENTRY > data
    ) {
      throw this.#damaged('a header whose region is damaged');
    }
    const count = -this.#bytes.readInt32BE(this.#dataStart + trailer + 8) / ENTRY;
    if (!Number.isInteger(count) || count < 1 || count > entries) {
      throw this.#damaged('a header whose region is damaged');
    }
    return { entries: count, bytes: trailer + ENTRY };
  }

  /** One behind the region comes later, and so counts. */
  #addEntry(index: number): void {
    const at = 8 + ENTRY * index;
    const tag = this.#bytes.readUInt32BE(at);
    const type = this.#bytes.readUInt32BE(at + 4);
    const start = this.#dataStart + this.#bytes.readUInt32BE(at + 8);
    const count = this.#bytes.readUInt32BE(at + 12);
    const size = TYPE_BYTES[type];
    if (size === undefined || start + Math.max(1, size) * count > this.#dataEnd) {
      throw this.#damaged(`a header whose tag ${tag} lies beyond it`);
    }
    this.#entries.set(tag, { type, start, count });
  }

  /**
   * Of the region no bit can have changed unnoticed after this. Headers of keys and of rpm 3 have no digest.
   *
   * @throws SuperminError `RPM_DAMAGED`
   */
  checkDigest(): void {
    const region = this.#region;
    const sha256 = this.string(Tag.sha256Header);
    const expected = sha256 ?? this.string(Tag.sha1Header);
    if (region === undefined || expected === undefined) return;
    const lengths = Buffer.alloc(8);
    lengths.writeUInt32BE(region.entries, 0);
    lengths.writeUInt32BE(region.bytes, 4);
    const digest = createHash(sha256 === undefined ? 'sha1' : 'sha256')
      .update(HEADER_MAGIC)
      .update(lengths)
      .update(this.#bytes.subarray(8, 8 + ENTRY * region.entries))
      .update(this.#bytes.subarray(this.#dataStart, this.#dataStart + region.bytes))
      .digest('hex');
    if (digest !== expected) throw this.#damaged('a header with a wrong digest');
  }

  /** The offset behind the NUL of the last of `count` strings. */
  #stringsEnd(start: number, count: number): number {
    let at = start;
    for (let left = count; left > 0; left--) {
      while (at < this.#dataEnd && this.#bytes[at] !== 0) at++;
      if (at >= this.#dataEnd) throw this.#damaged('a header with a text that does not end');
      at++;
    }
    return at;
  }

  #expect(tag: number, { type }: Entry, fits: boolean): void {
    if (!fits) throw this.#damaged(`a header whose tag ${tag} is of type ${type}`);
  }

  #damaged(problem: string): Error {
    return damaged(this.path, this.offset, problem);
  }
}

/** An entry of a header: its values as bytes, big-endian. */
export interface RawEntry {
  tag: number;
  type: number;
  count: number;
  data: Buffer;
}

function isText(type: number): boolean {
  return type === Type.string || isArray(type);
}

interface Region {
  entries: number;
  bytes: number;
}

function isArray(type: number): boolean {
  return type === Type.stringArray || type === Type.i18nString;
}
