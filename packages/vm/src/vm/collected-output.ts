import { Writable } from 'node:stream';

/** Keeps what is written to it. */
export class CollectedOutput extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  /** All of it, as UTF-8. */
  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }
}
