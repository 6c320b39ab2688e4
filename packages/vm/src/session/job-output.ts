import { Readable } from 'node:stream';
import { OUTPUT_WINDOW } from './protocol.ts';

/** The guest is told of what was taken in parts of this size: four on their way keep it busy. */
const PART = OUTPUT_WINDOW / 4;
/** What is taken ahead of a reader counts as taken only when it is read. */
const AHEAD = 64 * 1024;

/** What an output does to the guest. */
export interface OutputControl {
  /** The reader has taken this many bytes more. */
  taken(count: number): void;
  /** Nobody reads it any more. */
  closed(): void;
}

/**
 * One of a job's outputs. A reader that stops stops the job, after a window; one that destroys the stream gives
 * the job SIGPIPE.
 */
export class JobOutput extends Readable {
  #received = 0;
  #told = 0;
  #ended = false;

  constructor(private readonly control: OutputControl) {
    super({ highWaterMark: AHEAD });
  }

  /** @throws Error for more than the window, or after the end */
  receive(bytes: Buffer): void {
    if (this.#ended) throw new Error('output behind its end');
    this.#received += bytes.length;
    if (this.#received - this.#told > OUTPUT_WINDOW) throw new Error('more output than its window');
    if (!this.destroyed) this.push(bytes);
    this.#tell();
  }

  /** The job has closed it. @throws Error if it had already */
  end(): void {
    if (this.#ended) throw new Error('a second end of an output');
    this.#ended = true;
    if (!this.destroyed) this.push(null);
  }

  /** Whether there is something that the reader has not taken. */
  get isWaited(): boolean {
    return !this.destroyed && this.readableLength > 0;
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  override _read(): void {
    // Called before what is read leaves the buffer.
    process.nextTick(() => this.#tell());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.#ended) this.control.closed();
    done(error);
  }

  #tell(): void {
    const taken = this.#received - (this.destroyed ? 0 : this.readableLength);
    const count = taken - this.#told;
    if (count < PART || this.#ended) return;
    this.#told = taken;
    this.control.taken(count);
  }
}
