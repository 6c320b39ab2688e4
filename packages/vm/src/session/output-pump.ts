import type { Writable } from 'node:stream';
import { systemErrorCode } from '@supermin/core';
import type { JobOutput } from './job-output.ts';
import { Settled } from './settled.ts';

/**
 * Copies one of the command's outputs to the user's side, no faster than that takes it.
 *
 * When nobody reads the user's side any more (`| head -1`), the output is closed, so that the command gets its SIGPIPE.
 */
export class OutputPump {
  /** Resolves when the output has ended and has been taken by the user's side. */
  readonly done = new Settled<void>();
  /** What went wrong with the user's side, other than that it was closed. */
  failure: Error | undefined;
  /** Called when something has come. */
  onData: () => void = () => {};
  #gone = false;
  #full = false;
  #finished = false;

  constructor(
    private readonly output: JobOutput,
    private readonly target: Writable,
  ) {
    target.on('error', this.#lose);
    target.on('close', this.#close);
    output.on('data', this.#forward);
    output.once('close', this.#flush);
  }

  /** Whether the user's side has yet to take something. */
  get isWaiting(): boolean {
    return this.#full || this.output.isWaited;
  }

  /** Waits for no more of it. */
  finish(): void {
    this.#finished = true;
    this.output.destroy();
  }

  stop(): void {
    this.output.off('data', this.#forward);
    this.target.off('drain', this.#resume);
    this.target.off('close', this.#close);
    this.target.off('error', this.#lose);
    // Stopped in the middle of a write: its late EPIPE must not become an uncaught error of the process.
    if (this.target.writableLength > 0) this.target.once('error', () => {});
  }

  #forward = (chunk: Buffer): void => {
    if (this.#gone) return;
    if (!this.target.write(chunk)) {
      this.#full = true;
      this.output.pause();
      this.target.once('drain', this.#resume);
    }
    this.onData();
  };

  #resume = (): void => {
    this.#full = false;
    this.output.resume();
    this.onData();
  };

  #close = (): void => this.#lose(undefined);

  #lose = (error: Error | undefined): void => {
    if (this.#gone) return;
    this.#gone = true;
    this.#full = false;
    const code = systemErrorCode(error);
    if (error !== undefined && code !== 'EPIPE' && code !== 'ERR_STREAM_DESTROYED') {
      this.failure = error;
    }
    this.output.destroy();
    if (this.output.closed) this.done.resolve();
  };

  #flush = (): void => {
    // Where the VM was lost nothing is written any more: the user's side may be gone as well.
    if (this.#gone || !(this.output.readableEnded || this.#finished)) this.done.resolve();
    // Nothing is written where there was nothing to write: /dev/full fails also at no bytes.
    else if (this.target.writableLength === 0) this.done.resolve();
    else this.target.write('', () => this.done.resolve());
  };
}
