import { writeSync } from 'node:fs';
import type { Compressor } from './compressor.ts';

/** Takes the bytes of an archive, in order. */
export interface Output {
  /** The chunk is the caller's again when this returns. */
  write(chunk: Uint8Array): void;
  /** Waits until there is room for more. To be called every now and then. */
  ready(): Promise<void>;
  /** Waits until all is written. */
  finish(): Promise<void>;
  /** Ends whatever still works on it. */
  stop(): Promise<void>;
}

/** Straight into the file. */
export function plainOutput(fd: number): Output {
  return {
    write: (chunk) => writeAll(fd, chunk),
    ready: async () => {},
    finish: async () => {},
    stop: async () => {},
  };
}

/** Through a compressor, which works at the same time as the caller. */
export class CompressedOutput implements Output {
  readonly #written: Promise<void>;
  #full = false;
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

function writeAll(fd: number, chunk: Uint8Array): void {
  for (let written = 0; written < chunk.length; ) written += writeSync(fd, chunk, written);
}
