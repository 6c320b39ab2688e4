import { Writable } from 'node:stream';
import { INPUT_WINDOW } from './protocol.ts';

/** Large enough that frames cost nothing, and small enough that jobs get turns. */
const LARGEST_PART = 64 * 1024;
const AHEAD = 64 * 1024;

/** What an input does to the guest. */
export interface InputControl {
  send(bytes: Buffer): void;
  end(): void;
}

/** A job's standard input: takes no more than a window beyond what the job has read. */
export class JobInput extends Writable {
  #window = INPUT_WINDOW;
  #waiting: { bytes: Buffer; done: (error?: Error | null) => void } | undefined;

  constructor(private readonly control: InputControl) {
    super({ highWaterMark: AHEAD, decodeStrings: true });
  }

  /** The job has read this many bytes more. @throws Error if there were not as many */
  taken(count: number): void {
    if (count > INPUT_WINDOW - this.#window) throw new Error('more input taken than was sent');
    this.#window += count;
    this.#send();
  }

  /** The job reads no more: what is still written is dropped without an error, as nobody has made a mistake. */
  readerGone(): void {
    this.destroy();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.done();
  }

  override _write(bytes: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#waiting = { bytes, done };
    this.#send();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.control.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.writableFinished) this.control.end();
    done(error);
  }

  #send(): void {
    while (this.#waiting !== undefined && this.#window > 0) {
      const { bytes, done } = this.#waiting;
      const part = bytes.subarray(0, Math.min(LARGEST_PART, this.#window));
      this.#window -= part.length;
      this.control.send(part);
      if (part.length < bytes.length) {
        this.#waiting = { bytes: bytes.subarray(part.length), done };
      } else {
        this.#waiting = undefined;
        done();
      }
    }
  }
}
