import { HEADER, INPUT_WINDOW, LARGEST_TO_GUEST, TO_GUEST } from '../session/protocol.ts';

type Kind = Exclude<keyof typeof TO_GUEST, 'setup' | 'repair' | 'prepare'>;

/** A frame of a client: those of a host to its guest, but for SETUP and REPAIR. */
export interface ClientFrame {
  kind: Kind;
  job: number;
  payload: Buffer;
}

/** Bytes of payload: the most, and the least where that is not the same. */
const SIZES: Readonly<Record<Kind, { most: number; least?: number }>> = {
  start: { least: 0, most: LARGEST_TO_GUEST - 4 },
  input: { least: 0, most: INPUT_WINDOW },
  inputEnd: { most: 0 },
  taken: { most: 8 },
  outputClose: { most: 4 },
  signal: { most: 4 },
  resize: { most: 8 },
  stop: { most: 4 },
};

const KINDS: ReadonlyMap<number, Kind> = new Map(
  Object.keys(SIZES).map((kind) => [TO_GUEST[kind as Kind], kind as Kind]),
);

/**
 * Cuts a client's bytes into frames, wherever chunks begin and end. A frame's length is checked before it is waited for.
 *
 * `push` throws an Error for what no client says.
 */
export class ClientFrames {
  #chunks: Buffer[] = [];
  #length = 0;
  /** Bytes without which nothing can be said. */
  #needed = HEADER;

  constructor(private readonly take: (frame: ClientFrame) => void) {}

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= this.#needed) {
      const bytes = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
      const frame = this.#frame(bytes);
      this.#chunks = [bytes.subarray(frame === undefined ? 0 : this.#needed)];
      this.#length = this.#chunks[0]!.length;
      if (frame === undefined) continue;
      this.#needed = HEADER;
      this.take(frame);
    }
  }

  /** @returns undefined if more has to come; `#needed` says how much */
  #frame(bytes: Buffer): ClientFrame | undefined {
    const number = bytes.readUInt32LE(0);
    const kind = KINDS.get(number);
    if (kind === undefined) throw new Error(`a frame of kind ${number}`);
    const size = bytes.readUInt32LE(4) - 4;
    const { most, least = most } = SIZES[kind];
    if (size < least || size > most) throw new Error(`a frame of kind ${number} and ${size} bytes`);
    this.#needed = HEADER + size;
    if (bytes.length < this.#needed) return undefined;
    return { kind, job: bytes.readUInt32LE(8), payload: bytes.subarray(HEADER, this.#needed) };
  }
}
