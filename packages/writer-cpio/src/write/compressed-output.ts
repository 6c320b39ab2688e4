import { writeSync } from 'node:fs';
import type { Compressor } from './compressor.ts';

/** Through a compressor, which works at the same time as the caller. */
export class CompressedOutput {
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

  /** Takes the next bytes, which must not change any more. */
  write(chunk: Uint8Array): void {
    this.#full = !this.compressor.input.write(chunk);
  }

  /** Waits until there is room for more. To be called every now and then. @throws what an earlier `write` met */
  async ready(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#full) return;
    const drained = new Promise((resolve) => this.compressor.input.once('drain', resolve));
    await Promise.race([drained, this.#written]);
    this.#full = false;
  }

  /** Waits until all is written. @throws what any `write` met */
  async finish(): Promise<void> {
    this.compressor.input.end();
    await this.#written;
  }

  /** Ends whatever still works on it. */
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

/** Where the last such call ended. */
function writeAll(fd: number, chunk: Uint8Array): void {
  for (let done = 0; done < chunk.length; ) {
    done += writeSync(fd, chunk, done, chunk.length - done, null);
  }
}
