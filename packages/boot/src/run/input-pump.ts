import type { Readable, Writable } from 'node:stream';

/**
 * Copies the user's standard input to the guest's port, no faster than the command reads it, and says how
 * much it was. What the command leaves unread beyond the buffers on the way is left unread.
 */
export class InputPump {
  #sent = 0;
  #stopped = false;

  constructor(
    private readonly source: Readable,
    private readonly port: Writable,
    /** Called once with the number of bytes, when the input ends (or can't be read on). */
    private readonly ended: (bytes: number) => void,
  ) {}

  start(): void {
    if (this.#stopped) return;
    if (this.source.readableEnded || this.source.destroyed) {
      this.#end();
      return;
    }
    this.source.on('data', this.#forward);
    this.source.once('end', this.#end);
    this.source.once('error', this.#end);
    this.source.once('close', this.#end);
  }

  /** Lets go of the input; nothing is read after this. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.source.off('data', this.#forward);
    this.source.off('end', this.#end);
    this.source.off('error', this.#end);
    this.source.off('close', this.#end);
    this.port.off('drain', this.#resume);
    this.source.pause();
  }

  #forward = (chunk: Buffer | string): void => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    this.#sent += bytes.length;
    if (!this.port.write(bytes)) {
      this.source.pause();
      this.port.once('drain', this.#resume);
    }
  };

  #resume = (): void => {
    this.source.resume();
  };

  #end = (): void => {
    if (this.#stopped) return;
    this.stop();
    this.ended(this.#sent);
  };
}
