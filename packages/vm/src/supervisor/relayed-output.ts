import type { JobOutput } from '../session/job-output.ts';
import { HEADER, LARGEST_FROM_GUEST, OUTPUT_WINDOW } from '../session/protocol.ts';

const LARGEST_PART = LARGEST_FROM_GUEST - HEADER;

/** What becomes of an output. */
export interface OutputTarget {
  send(bytes: Buffer): void;
  /** Called once: nothing more comes. */
  end(): void;
}

/** One output of a job on its way to a client: never more than a window beyond what the client has taken. */
export class RelayedOutput {
  #window = OUTPUT_WINDOW;
  #ended = false;

  constructor(
    private readonly output: JobOutput,
    private readonly target: OutputTarget,
  ) {
    output.on('readable', this.#send);
    output.once('end', this.#end);
  }

  /** All that has come of it so far is on its way to the client. */
  get isSent(): boolean {
    return this.output.destroyed || this.output.readableLength === 0;
  }

  /** The client has taken this many bytes more. @throws Error if there were not as many */
  taken(count: number): void {
    if (count > OUTPUT_WINDOW - this.#window) throw new Error('more output taken than was sent');
    this.#window += count;
    this.#send();
  }

  /** Nobody reads it any more: the job gets SIGPIPE. */
  close(): void {
    this.output.destroy();
    this.#end();
  }

  /** Nobody reads it any more, and the job is not to be bothered with that. */
  discard(): void {
    this.output.off('readable', this.#send);
    this.output.resume();
  }

  #end = (): void => {
    if (!this.#ended) this.target.end();
    this.#ended = true;
  };

  #send = (): void => {
    const { output } = this;
    if (output.destroyed) return;
    // At the end a read of nothing tells so.
    while (this.#window > 0) {
      const count = Math.min(this.#window, LARGEST_PART, output.readableLength);
      const bytes = (count === 0 ? output.read() : output.read(count)) as Buffer | null;
      if (bytes === null) return;
      this.#window -= bytes.length;
      this.target.send(bytes);
    }
  };
}
