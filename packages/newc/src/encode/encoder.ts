import { type EntryType, TYPE_BITS } from '../entry.ts';
import { badName, bodyLength, fieldRange, finished, tooLarge } from '../errors.ts';
import {
  HEADER_FIELDS,
  HEADER_SIZE,
  headerText,
  MAXIMUM_FIELD,
  MAXIMUM_NAME,
  padding,
  type RawHeader,
  TRAILER,
} from '../format/header.ts';
import { InodeNumbers } from './inode-numbers.ts';

/** One name in the archive. Names and link targets are byte strings, one byte a character (latin-1). */
export interface NewcEntry {
  /** As it shall stand in the archive, `usr/bin/env` or `./usr/bin/env`; 1 to 4,095 bytes. */
  name: string;
  type: EntryType;
  /** Permission bits with setuid, setgid and sticky. */
  mode: number;
  /** Default: 0. */
  uid?: number;
  /** Default: 0. */
  gid?: number;
  /** Seconds since the epoch; a fraction is dropped, a time outside 1970 to 2106 becomes the nearest. Default: 0. */
  mtime?: number;
  /** Bytes of content that follow: of a file, or of a link's target. Nothing else has any. Default: 0. */
  size?: number;
  /** Device that a character or block node stands for. */
  rdevMajor?: number;
  rdevMinor?: number;
  /** For a file (device, fifo) with several names: how many, and a key (any value) that all of them share. */
  hardLink?: { key: unknown; count: number };
}

export interface EncoderOptions {
  /** The archive's length is made a multiple of this. 512 is what cpio(1) does, 4 is the least. Default: 512. */
  padding?: 4 | 512;
}

/** Takes the archive's bytes in order. The chunk is good during the call only. */
export type Sink = (chunk: Uint8Array) => void;

const WRITE_BUFFER_SIZE = 64 * 1024;

/**
 * Writes an archive entry by entry; small writes are gathered, large ones handed on as they come.
 *
 *     const encoder = new NewcEncoder((chunk) => writeSync(fd, chunk));
 *     if (encoder.begin({ name: 'init', type: 'file', mode: 0o755, size: bytes.length }) > 0) {
 *       encoder.write(bytes);
 *     }
 *     encoder.finish();
 */
export class NewcEncoder {
  /** Bytes of the archive so far. */
  length = 0;
  readonly #sink: Sink;
  readonly #padding: number;
  readonly #inodes = new InodeNumbers();
  readonly #writeBuffer = Buffer.alloc(WRITE_BUFFER_SIZE);
  #filled = 0;
  /** The entry whose content is being written. */
  #name = '';
  #size = 0;
  #written = 0;
  #finished = false;

  constructor(sink: Sink, options: EncoderOptions = {}) {
    this.#sink = sink;
    this.#padding = options.padding ?? 512;
  }

  /**
   * Begins an entry and returns how many bytes of content are wanted for it now: `size`, or 0 for every name but
   * the last of a file with several, because the content stands with the last one.
   *
   * @throws NewcError `NEWC_NAME`, `NEWC_TOO_LARGE`, `NEWC_FIELD`; `NEWC_BODY` if the entry before is not complete
   */
  begin(entry: NewcEntry): number {
    checkName(entry.name);
    if (entry.name === TRAILER) throw badName(entry.name, 'must not be its end mark');
    this.#endBody();
    const content = entry.type === 'file' || entry.type === 'symlink' ? (entry.size ?? 0) : 0;
    if (content > MAXIMUM_FIELD) throw tooLarge(entry.name, content);
    // Links to symbolic links are spelled out: the kernel's unpacker does not link them.
    const link =
      entry.type === 'directory' || entry.type === 'symlink' ? undefined : entry.hardLink;
    const { ino, last } = link
      ? this.#inodes.link(link.key, link.count, entry.name)
      : { ino: this.#inodes.fresh(), last: true };
    const size = last ? content : 0;
    this.#header(entry.name, {
      ino,
      mode: TYPE_BITS[entry.type] | (entry.mode & 0o7777),
      uid: entry.uid ?? 0,
      gid: entry.gid ?? 0,
      nlink: link?.count ?? (entry.type === 'directory' ? 2 : 1),
      mtime: Math.min(Math.max(Math.floor(entry.mtime ?? 0), 0), MAXIMUM_FIELD),
      size,
      devMajor: 0,
      devMinor: 0,
      rdevMajor: entry.rdevMajor ?? 0,
      rdevMinor: entry.rdevMinor ?? 0,
      nameSize: entry.name.length + 1,
      check: 0,
    });
    this.#name = entry.name;
    this.#size = size;
    this.#written = 0;
    return size;
  }

  /** Content of the entry that was begun last. @throws NewcError `NEWC_BODY` if it is more than was announced */
  write(chunk: Uint8Array): void {
    this.#count(chunk.length);
    this.#put(chunk);
  }

  /**
   * Instead of {@link write}: `length` bytes of content that somebody else puts between what the sink has got by now and
   * what it gets next.
   *
   * @throws NewcError `NEWC_BODY` if it is more than was announced
   */
  skip(length: number): void {
    this.#count(length);
    this.#flush();
    this.length += length;
  }

  /** Begins an entry and writes its content, which is not taken where it is not wanted (see {@link begin}). */
  add(entry: Omit<NewcEntry, 'size'>, content: Uint8Array = new Uint8Array()): void {
    if (this.begin({ ...entry, size: content.length }) > 0) this.write(content);
  }

  /** Writes the end mark and the padding. @throws NewcError `NEWC_BODY`, `NEWC_LINKS` if something is still to come */
  finish(): void {
    if (this.#finished) throw finished();
    this.#endBody();
    this.#inodes.finish();
    const end: RawHeader = {
      ino: 0,
      mode: 0,
      uid: 0,
      gid: 0,
      nlink: 1,
      mtime: 0,
      size: 0,
      check: 0,
      devMajor: 0,
      devMinor: 0,
      rdevMajor: 0,
      rdevMinor: 0,
      nameSize: TRAILER.length + 1,
    };
    this.#header(TRAILER, end);
    this.#zeros((this.#padding - (this.length % this.#padding)) % this.#padding);
    this.#flush();
    this.#finished = true;
  }

  /** Counts content of the current entry. */
  #count(length: number): void {
    this.#written += length;
    if (this.#written > this.#size) throw bodyLength(this.#name, this.#size, this.#written);
  }

  #header(name: string, header: RawHeader): void {
    if (this.#finished) throw finished();
    for (const field of HEADER_FIELDS) {
      const value = header[field];
      if (!Number.isInteger(value) || value < 0 || value > MAXIMUM_FIELD) {
        throw fieldRange(name, field, value);
      }
    }
    const length = HEADER_SIZE + header.nameSize;
    this.#room(length);
    this.#writeBuffer.write(`${headerText(header)}${name}\0`, this.#filled, 'latin1');
    this.#filled += length;
    this.length += length;
    this.#zeros(padding(length));
  }

  #endBody(): void {
    if (this.#written !== this.#size) throw bodyLength(this.#name, this.#size, this.#written);
    this.#zeros(padding(this.#size));
    this.#size = 0;
    this.#written = 0;
  }

  #zeros(count: number): void {
    this.#room(count);
    this.#writeBuffer.fill(0, this.#filled, this.#filled + count);
    this.#filled += count;
    this.length += count;
  }

  #put(chunk: Uint8Array): void {
    this.length += chunk.length;
    if (chunk.length >= WRITE_BUFFER_SIZE) {
      this.#flush();
      this.#sink(chunk);
      return;
    }
    this.#room(chunk.length);
    this.#writeBuffer.set(chunk, this.#filled);
    this.#filled += chunk.length;
  }

  #room(length: number): void {
    if (this.#filled + length > WRITE_BUFFER_SIZE) this.#flush();
  }

  #flush(): void {
    if (this.#filled > 0) this.#sink(this.#writeBuffer.subarray(0, this.#filled));
    this.#filled = 0;
  }
}

function checkName(name: string): void {
  if (name === '') throw badName(name, 'must not be empty');
  if (name.length >= MAXIMUM_NAME) throw badName(name, `has at most ${MAXIMUM_NAME - 1} bytes`);
  if (/[^\x01-\xff]/.test(name)) throw badName(name, 'consists of bytes other than NUL');
}
