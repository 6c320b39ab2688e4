import type { Readable, Writable } from 'node:stream';
import { systemErrorCode } from '@supermin/core';

/**
 * Copies one of the command's outputs from the guest's port, no faster than the user's side takes it.
 *
 * When nobody reads the user's side any more (`| head -1`), the rest is thrown away and `readerGone` is called, so
 * that the command gets its SIGPIPE.
 */
export class OutputPump {
  /** Settles when the announced number of bytes has come and has been taken by the user's side. */
  readonly done: Promise<void>;
  /** What went wrong with the user's side, other than that it was closed. */
  failure: Error | undefined;
  #received = 0;
  #expected: number | undefined;
  #gone = false;
  #settle!: () => void;

  constructor(
    private readonly port: Readable,
    private readonly target: Writable,
    private readonly readerGone: () => void,
  ) {
    this.done = new Promise((resolve) => {
      this.#settle = resolve;
    });
    target.on('error', this.#lose);
    target.on('close', this.#close);
    port.on('data', this.#forward);
  }

  /** The guest's word on how many bytes there are in all. */
  expect(bytes: number): void {
    this.#expected = bytes;
    this.#check();
  }

  stop(): void {
    this.port.off('data', this.#forward);
    this.target.off('drain', this.#resume);
    this.target.off('close', this.#close);
    this.target.off('error', this.#lose);
    // Stopped in the middle of a write: its late EPIPE must not become an uncaught error of the process.
    if (this.target.writableLength > 0) this.target.once('error', () => {});
  }

  #forward = (chunk: Buffer): void => {
    this.#received += chunk.length;
    if (!this.#gone && !this.target.write(chunk)) {
      this.port.pause();
      this.target.once('drain', this.#resume);
    }
    this.#check();
  };

  #resume = (): void => {
    this.port.resume();
  };

  #close = (): void => this.#lose(undefined);

  #lose = (error: Error | undefined): void => {
    if (this.#gone) return;
    this.#gone = true;
    const code = systemErrorCode(error);
    if (error !== undefined && code !== 'EPIPE' && code !== 'ERR_STREAM_DESTROYED') {
      this.failure = error;
    }
    this.port.resume();
    this.readerGone();
    this.#check();
  };

  #check(): void {
    if (this.#expected === undefined || this.#received < this.#expected) return;
    if (this.#gone) this.#settle();
    else this.target.write('', () => this.#settle());
  }
}
