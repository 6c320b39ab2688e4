import { write, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Compressor } from './compressor.ts';

/** Larger gains nothing, smaller costs system calls. */
export const SLAB_SIZE = 1 << 20;

/** So many may wait for being written. */
const SLABS = 8;

/** Takes the bytes of an archive, in order. */
export interface Output {
  /** A buffer of {@link SLAB_SIZE} to read content into; good for one `write` of any part of it. */
  slab(): Buffer | Promise<Buffer>;
  /** The chunk is the caller's again when this returns, unless it is part of a slab. */
  write(chunk: Uint8Array): void;
  /** Waits until there is room for more. To be called every now and then. @throws what an earlier `write` met */
  ready(): Promise<void>;
  /** Waits until all is written. @throws what any `write` met */
  finish(): Promise<void>;
  /** Ends whatever still works on it. */
  stop(): Promise<void>;
}

/** Straight into the file: slabs by another thread, while the caller reads the next one. */
export class PlainOutput implements Output {
  #position = 0;
  readonly #free: Buffer[] = [];
  #slabs = 0;
  /** The slab that the caller has. */
  #current: Buffer | undefined;
  readonly #pending = new Set<Promise<void>>();
  #failure: unknown;

  constructor(private readonly fd: number) {}

  slab(): Buffer | Promise<Buffer> {
    this.#current ??= this.#free.pop() ?? this.#newSlab();
    return this.#current ?? this.#nextFree();
  }

  write(chunk: Uint8Array): void {
    const position = this.#position;
    this.#position += chunk.length;
    const slab = this.#current;
    if (slab === undefined || chunk.buffer !== slab.buffer) {
      writeAll(this.fd, chunk, position);
      return;
    }
    this.#current = undefined;
    const written = writeMeanwhile(this.fd, chunk, position)
      .catch((error) => {
        this.#failure ??= error;
      })
      .finally(() => {
        this.#pending.delete(written);
        this.#free.push(slab);
      });
    this.#pending.add(written);
  }

  async ready(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async finish(): Promise<void> {
    await this.stop();
    await this.ready();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#pending);
  }

  #newSlab(): Buffer | undefined {
    if (this.#slabs === SLABS) return undefined;
    this.#slabs++;
    return Buffer.allocUnsafeSlow(SLAB_SIZE);
  }

  async #nextFree(): Promise<Buffer> {
    await Promise.race(this.#pending);
    await this.ready();
    return this.slab();
  }
}

/** Through a compressor, which works at the same time as the caller. */
export class CompressedOutput implements Output {
  readonly #written: Promise<void>;
  #full = false;
  readonly #slab = Buffer.allocUnsafeSlow(SLAB_SIZE);
  /** Why writing failed. */
  #failure: unknown;

  constructor(
    fd: number,
    private readonly compressor: Compressor,
  ) {
    // What fails is told by the other end.
    compressor.input.on('error', () => {});
    this.#written = this.#copy(fd);
    this.#written.catch((error) => {
      this.#failure = error;
      compressor.stop();
    });
    compressor.ended.catch(() => {});
  }

  slab(): Buffer {
    return this.#slab;
  }

  write(chunk: Uint8Array): void {
    this.#full = !this.compressor.input.write(Buffer.from(chunk));
  }

  async ready(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#full) return;
    const drained = new Promise((resolve) => this.compressor.input.once('drain', resolve));
    await Promise.race([drained, this.#written]);
    this.#full = false;
  }

  async finish(): Promise<void> {
    this.compressor.input.end();
    await this.#written;
  }

  async stop(): Promise<void> {
    this.compressor.stop();
    await this.#written.catch(() => {});
    await this.compressor.ended.catch(() => {});
  }

  async #copy(fd: number): Promise<void> {
    try {
      for await (const chunk of this.compressor.output) writeAll(fd, chunk);
    } catch (error) {
      // A program that failed says why; a stream that ended early does not.
      if (isPrematureEnd(error)) await this.compressor.ended;
      throw error;
    }
    await this.compressor.ended;
  }
}

function isPrematureEnd(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** @param position in the file; without it, where the last such call ended */
function writeAll(fd: number, chunk: Uint8Array, position?: number): void {
  for (let done = 0; done < chunk.length; ) {
    const at = position === undefined ? null : position + done;
    done += writeSync(fd, chunk, done, chunk.length - done, at);
  }
}

const writePart = promisify(write);

async function writeMeanwhile(fd: number, chunk: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await writePart(fd, chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}
