import { Writable } from 'node:stream';
import { outputTooLarge } from '../errors/session.ts';

/** Bytes of one output that are collected where nothing else was asked for. */
const MOST = 64 * 2 ** 20;

/** Keeps what is written to it, up to a limit: what runs in the VM is not trusted with this machine's memory. */
export class CollectedOutput extends Writable {
  readonly #chunks: Buffer[] = [];
  #size = 0;

  /** @param onFull called when more than `limit` bytes come, which are dropped */
  constructor(
    private readonly limit: number,
    private readonly onFull: () => void,
  ) {
    super();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#size += chunk.length;
    if (this.#size <= this.limit) this.#chunks.push(chunk);
    else this.onFull();
    done();
  }

  /** All of it, as UTF-8. */
  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }
}

export interface CollectedOutputs {
  stdout: CollectedOutput;
  stderr: CollectedOutput;
  signal: AbortSignal;
}

/** Both outputs of a command, and a signal that is aborted with `LIMIT_EXCEEDED` when one has more than `limit` bytes. */
export function collectOutputs(limit: number = MOST): CollectedOutputs {
  const full = new AbortController();
  const output = () => new CollectedOutput(limit, () => full.abort(outputTooLarge(limit)));
  return { stdout: output(), stderr: output(), signal: full.signal };
}
