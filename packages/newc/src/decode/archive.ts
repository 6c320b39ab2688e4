import { bodyLimit, bodyPassed } from '../errors.ts';
import type { Compression } from '../format/compression.ts';
import { MAXIMUM_NAME } from '../format/header.ts';
import { type NewcEvent, type NewcHeader, NewcParser } from './parser.ts';

/** An entry of an archive that is being read. Its content can be read until the next entry is asked for. */
export interface ArchiveEntry extends NewcHeader {
  /** The content in chunks, once. What is not read is passed over. */
  chunks(): AsyncGenerator<Uint8Array>;
  /** The whole content. @throws NewcError `NEWC_LIMIT` before anything is read, if it has more than `limit` bytes */
  bytes(limit: number): Promise<Buffer>;
  /** The target of a symbolic link, one byte a character. */
  linkTarget(): Promise<string>;
}

/** What follows the last readable segment. */
export interface CompressedRest {
  /** Where it begins: bytes from the start of the archive. */
  offset: number;
  compression: Compression;
  /** Its bytes, still compressed. To be read, or ended by `return()`, to close the source. */
  chunks: AsyncIterableIterator<Uint8Array>;
}

/**
 * An archive that is read in one pass, in bounded memory:
 *
 *     const archive = new NewcArchive(createReadStream('initrd.img'), 'initrd.img');
 *     for await (const entry of archive) {
 *       if (entry.type === 'symlink') console.log(entry.name, '->', await entry.linkTarget());
 *     }
 *     if (archive.rest) decompress(archive.rest.compression, archive.rest.chunks);
 *
 * Can be iterated once. Leaving the loop early closes the source.
 */
export class NewcArchive {
  /** Set when the loop over the entries has ended at a compressed segment. */
  rest: CompressedRest | undefined;
  readonly #events: AsyncGenerator<NewcEvent>;
  readonly #name: string;
  /** The one whose content comes next from the source. */
  #current: NewcHeader | undefined;

  /** @param name What to call the archive in errors: a path. */
  constructor(
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    name: string = 'cpio archive',
  ) {
    this.#events = parse(source, name);
    this.#name = name;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ArchiveEntry> {
    try {
      for (;;) {
        this.#current = undefined;
        // Also passes over what was not read of the entry before.
        const { value: event, done } = await this.#events.next();
        if (done) return;
        if (event.kind === 'entry') yield this.#entry(event.header);
        if (event.kind === 'rest') {
          const { offset, compression } = event;
          this.rest = { offset, compression, chunks: dataOf(this.#events) };
          return;
        }
      }
    } finally {
      if (this.rest === undefined) await this.#events.return(undefined);
    }
  }

  #entry(header: NewcHeader): ArchiveEntry {
    this.#current = header;
    const chunks = () => this.#content(header);
    const bytes = async (limit: number) => {
      if (header.size > limit) throw bodyLimit(this.#name, header.name, header.size, limit);
      const parts: Uint8Array[] = [];
      for await (const part of chunks()) parts.push(part);
      return Buffer.concat(parts);
    };
    const linkTarget = async () => (await bytes(MAXIMUM_NAME)).toString('latin1');
    return { ...header, chunks, bytes, linkTarget };
  }

  async *#content(header: NewcHeader): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        if (this.#current !== header) throw bodyPassed(this.#name, header.name);
        const { value: event, done } = await this.#events.next();
        if (done || event.kind !== 'data') return;
        yield event.bytes;
      }
    } finally {
      if (this.#current === header) this.#current = undefined;
    }
  }
}

async function* parse(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  name: string,
): AsyncGenerator<NewcEvent> {
  const parser = new NewcParser(name);
  for await (const chunk of source) yield* parser.push(chunk);
  parser.finish();
}

/** Not a generator function: `return()` must close the source also before the first `next()`. */
function dataOf(events: AsyncGenerator<NewcEvent>): AsyncIterableIterator<Uint8Array> {
  return {
    async next() {
      for (;;) {
        const { value: event, done } = await events.next();
        if (done) return { done: true, value: undefined };
        if (event.kind === 'data') return { done: false, value: event.bytes };
      }
    },
    async return() {
      await events.return(undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
