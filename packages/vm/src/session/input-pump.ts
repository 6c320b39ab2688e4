import type { Readable, Writable } from 'node:stream';

/**
 * Copies the user's standard input to the command's, no faster than the command reads it. What the command leaves
 * unread beyond the buffers on the way is left unread. An input that cannot be read on has ended.
 */
export class InputPump {
  #state: 'new' | 'reading' | 'held' | 'stopped' = 'new';
  #portIsFull = false;

  constructor(
    private readonly source: Readable,
    private readonly port: Writable,
  ) {}

  /** Begins, or goes on after {@link hold}. */
  start(): void {
    if (this.#state === 'stopped' || this.#state === 'reading') return;
    if (this.source.readableEnded || this.source.destroyed) {
      this.#end();
      return;
    }
    const isNew = this.#state === 'new';
    this.#state = 'reading';
    if (isNew) {
      this.source.on('data', this.#forward);
      this.source.once('end', this.#end);
      this.source.once('error', this.#end);
      this.source.once('close', this.#end);
    } else if (!this.#portIsFull) {
      this.source.resume();
    }
  }

  /** Reads nothing until it is started again. */
  hold(): void {
    if (this.#state !== 'reading') return;
    this.#state = 'held';
    this.source.pause();
  }

  /** Lets go of the input; nothing is read after this. */
  stop(): void {
    if (this.#state === 'stopped') return;
    this.#state = 'stopped';
    this.source.off('data', this.#forward);
    this.source.off('end', this.#end);
    this.source.off('error', this.#end);
    this.source.off('close', this.#end);
    this.port.off('drain', this.#drained);
    this.source.pause();
  }

  #forward = (chunk: Buffer | string): void => {
    if (!this.port.write(chunk)) {
      this.#portIsFull = true;
      this.source.pause();
      this.port.once('drain', this.#drained);
    }
  };

  #drained = (): void => {
    this.#portIsFull = false;
    if (this.#state === 'reading') this.source.resume();
  };

  #end = (): void => {
    if (this.#state === 'stopped') return;
    this.stop();
    this.port.end();
  };
}
