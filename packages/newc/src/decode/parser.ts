import { type EntryType, entryType } from '../entry.ts';
import { badChecksum, badField, notCpio, truncated } from '../errors.ts';
import { type Compression, compressionOf } from '../format/compression.ts';
import {
  decodeHeader,
  HEADER_SIZE,
  type HeaderFault,
  MAGIC,
  MAGIC_CHECKSUM,
  MAGIC_SIZE,
  MAXIMUM_NAME,
  padding,
  type RawHeader,
  TRAILER,
} from '../format/header.ts';

/** What the header of an entry tells. Names are byte strings, one byte a character (latin-1). */
export interface NewcHeader extends Omit<RawHeader, 'mode' | 'nameSize' | 'check'> {
  /** As it stands in the archive: may be absolute or hold `..`. */
  name: string;
  type: EntryType;
  /** Permission bits with setuid, setgid and sticky. */
  mode: number;
  /** Where its header starts: bytes from the start of the archive. */
  offset: number;
  /** Where its content starts, counted in the same way; zeros fill up the content to a multiple of 4. */
  contentOffset: number;
  /** How many archives came before the one that it is in: inode numbers mean nothing beyond it. */
  segment: number;
}

export type NewcEvent =
  | { kind: 'entry'; header: NewcHeader }
  /** Content of the last entry; after `rest`: the bytes that are no cpio. */
  | { kind: 'data'; bytes: Uint8Array }
  /** The last entry is complete. */
  | { kind: 'end' }
  /** From here on (bytes from the start) follows a compressed segment, as initramfs images have it. */
  | { kind: 'rest'; offset: number; compression: Compression };

/** Before a segment; in a header, a name, content, the zeros after content; in what follows the last segment. */
type State = 'between' | 'header' | 'name' | 'body' | 'padding' | 'rest';

/**
 * Takes an archive in chunks of any size and gives events. Holds at most one header and one name.
 *
 * Several archives may stand one after another with zeros in between, as the early microcode part of an
 * initramfs has it.
 */
export class NewcParser {
  #state: State = 'between';
  /** Bytes taken so far. */
  #offset = 0;
  readonly #collected = Buffer.alloc(HEADER_SIZE + MAXIMUM_NAME + 4);
  #have = 0;
  #entryOffset = 0;
  #segments = 0;
  #raw: RawHeader | undefined;
  #checked = false;
  #header: NewcHeader | undefined;
  #remaining = 0;
  #sum = 0;

  /** @param archive What to call the archive in errors: a path. */
  constructor(private readonly archive: string) {}

  /**
   * Events of the next chunk; `data` are parts of the chunk itself.
   *
   * @throws NewcError `NEWC_MAGIC`, `NEWC_FIELD`, `NEWC_CHECKSUM`, `NEWC_STRIPPED`, naming the offset
   */
  *push(chunk: Uint8Array): Generator<NewcEvent> {
    let at = 0;
    while (at < chunk.length) {
      const left = chunk.subarray(at);
      switch (this.#state) {
        case 'between':
          at += this.#between(left);
          if (this.#have === MAGIC_SIZE) yield* this.#recognize();
          break;
        case 'header':
          at += this.#collect(left, HEADER_SIZE);
          if (this.#have === HEADER_SIZE) this.#readNumbers();
          break;
        case 'name':
          at += this.#collect(left, this.#nameEnd());
          if (this.#have === this.#nameEnd()) yield* this.#readName();
          break;
        case 'body': {
          const bytes = left.subarray(0, this.#remaining);
          at += bytes.length;
          this.#remaining -= bytes.length;
          this.#offset += bytes.length;
          if (this.#checked) this.#add(bytes);
          yield { kind: 'data', bytes };
          if (this.#remaining === 0) yield* this.#endBody();
          break;
        }
        case 'padding': {
          const length = Math.min(this.#remaining, left.length);
          at += length;
          this.#remaining -= length;
          this.#offset += length;
          if (this.#remaining === 0) this.#state = 'header';
          break;
        }
        case 'rest':
          yield { kind: 'data', bytes: left };
          return;
      }
    }
  }

  /** To be called after the last chunk. @throws NewcError `NEWC_TRUNCATED` if the archive is not complete */
  finish(): void {
    const whole = this.#state === 'between' && this.#have === 0 && this.#segments > 0;
    if (!whole && this.#state !== 'rest') throw truncated(this.archive, this.#offset);
  }

  #collect(left: Uint8Array, end: number): number {
    const part = left.subarray(0, end - this.#have);
    this.#collected.set(part, this.#have);
    this.#have += part.length;
    this.#offset += part.length;
    return part.length;
  }

  #between(left: Uint8Array): number {
    let zeros = 0;
    // Zeros may follow a segment; nothing may stand before the first.
    if (this.#have === 0 && this.#segments > 0) {
      while (left[zeros] === 0) zeros++;
      this.#offset += zeros;
    }
    if (this.#have === 0) this.#entryOffset = this.#offset;
    return zeros + this.#collect(left.subarray(zeros), MAGIC_SIZE);
  }

  *#recognize(): Generator<NewcEvent> {
    const head = this.#collected.subarray(0, MAGIC_SIZE);
    const compression = compressionOf(head);
    if (compression === undefined) {
      this.#checkMagic();
      this.#state = 'header';
      return;
    }
    this.#state = 'rest';
    yield { kind: 'rest', offset: this.#entryOffset, compression };
    yield { kind: 'data', bytes: Uint8Array.from(head) };
  }

  #checkMagic(): void {
    const head = this.#collected.subarray(0, MAGIC_SIZE);
    const magic = head.toString('latin1');
    if (magic !== MAGIC && magic !== MAGIC_CHECKSUM) {
      throw notCpio(this.archive, this.#entryOffset, head);
    }
    this.#checked = magic === MAGIC_CHECKSUM;
  }

  #readNumbers(): void {
    this.#entryOffset = this.#offset - HEADER_SIZE;
    this.#checkMagic();
    const raw = decodeHeader(this.#collected);
    if (isFault(raw)) throw badField(this.archive, this.#entryOffset, raw.field, raw.text);
    if (raw.nameSize < 2 || raw.nameSize > MAXIMUM_NAME) {
      throw badField(this.archive, this.#entryOffset, 'nameSize', String(raw.nameSize));
    }
    this.#raw = raw;
    this.#state = 'name';
  }

  #nameEnd(): number {
    const length = HEADER_SIZE + this.#raw!.nameSize;
    return length + padding(length);
  }

  *#readName(): Generator<NewcEvent> {
    const raw = this.#raw!;
    const field = this.#collected.toString('latin1', HEADER_SIZE, HEADER_SIZE + raw.nameSize);
    // More than one NUL is allowed: gen_init_cpio aligns content that way.
    const name = field.replace(/\0+$/, '');
    if (name === '' || name.length === field.length || name.includes('\0')) {
      throw badField(this.archive, this.#entryOffset, 'the name', field);
    }
    this.#have = 0;
    if (name === TRAILER) {
      if (raw.size !== 0) throw this.#badSize(raw.size);
      this.#segments++;
      this.#state = 'between';
      return;
    }
    const header = this.#describe(raw, name);
    this.#header = header;
    this.#remaining = raw.size;
    this.#sum = 0;
    // Only files have a sum, and of several names only the one with the content.
    this.#checked &&= header.type === 'file' && raw.size > 0;
    this.#state = 'body';
    yield { kind: 'entry', header };
    if (raw.size === 0) yield* this.#endBody();
  }

  #describe(raw: RawHeader, name: string): NewcHeader {
    const { mode, nameSize: _nameSize, check: _check, ...numbers } = raw;
    const type = entryType(mode);
    if (type === undefined || mode > 0o177777) {
      throw badField(this.archive, this.#entryOffset, 'mode', `0${mode.toString(8)}`);
    }
    const hasContent = type === 'file' || type === 'symlink';
    if ((!hasContent && raw.size !== 0) || (type === 'symlink' && raw.size >= MAXIMUM_NAME)) {
      throw this.#badSize(raw.size);
    }
    const place = {
      offset: this.#entryOffset,
      contentOffset: this.#offset,
      segment: this.#segments,
    };
    return { ...numbers, name, type, mode: mode & 0o7777, ...place };
  }

  #badSize(size: number): Error {
    return badField(this.archive, this.#entryOffset, 'size', String(size));
  }

  #add(bytes: Uint8Array): void {
    let sum = this.#sum;
    for (let i = 0; i < bytes.length; i++) sum = (sum + bytes[i]!) >>> 0;
    this.#sum = sum;
  }

  *#endBody(): Generator<NewcEvent> {
    const raw = this.#raw!;
    if (this.#checked && this.#sum !== raw.check) {
      throw badChecksum(this.archive, this.#header!.name, this.#entryOffset);
    }
    this.#remaining = padding(raw.size);
    this.#state = this.#remaining > 0 ? 'padding' : 'header';
    yield { kind: 'end' };
  }
}

function isFault(result: RawHeader | HeaderFault): result is HeaderFault {
  return 'field' in result;
}
