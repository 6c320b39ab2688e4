import {
  FROM_GUEST,
  type GuestFrame,
  HEADER,
  LARGEST_FROM_GUEST,
  type OutputNumber,
  type StartProblem,
} from './protocol.ts';

type Kind = keyof typeof FROM_GUEST;

const KINDS: ReadonlyMap<number, Kind> = new Map(
  Object.keys(FROM_GUEST).map((kind) => [FROM_GUEST[kind as Kind], kind as Kind]),
);

/** How many numbers a payload has at least. */
const NUMBERS: Readonly<Partial<Record<Kind, number>>> = {
  failed: 1,
  notStarted: 2,
  outputEnd: 1,
  inputTaken: 1,
  exit: 2,
  prepared: 1,
};

/** In the order of their numbers. */
export const START_PROBLEMS: readonly StartProblem[] = [
  'other',
  'not-found',
  'not-executable',
  'no-directory',
  'no-user',
];

/**
 * Cuts the guest's bytes into frames, wherever chunks begin and end. Output is handed on as it comes, and nothing of it
 * is kept or copied; all else is short.
 *
 * `push` throws an Error for what no guest init says: the guest is not trusted.
 */
export class FrameDecoder {
  /** The beginning of a frame that was cut off; never longer than one frame. */
  #rest: Buffer = Buffer.alloc(0);
  /** Output that is still to come of the frame that was cut off. */
  #open: { job: number; output: OutputNumber; left: number } | undefined;

  constructor(private readonly take: (frame: GuestFrame) => void) {}

  push(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length > 0) {
      const used = this.#open === undefined ? this.#frame(bytes) : this.#output(bytes);
      if (used === 0) break;
      bytes = bytes.subarray(used);
    }
    this.#rest = bytes;
  }

  /** @returns how many bytes of it were used; 0 if more have to come */
  #frame(bytes: Buffer): number {
    if (bytes.length < HEADER) return 0;
    const number = bytes.readUInt32LE(0);
    const length = bytes.readUInt32LE(4);
    const job = bytes.readUInt32LE(8);
    const kind = KINDS.get(number);
    if (kind === undefined) throw new Error(`a frame of kind ${number}`);
    if (length < 4 || length + 8 > LARGEST_FROM_GUEST)
      throw new Error(`a frame of ${length} bytes`);
    if (length < 4 + (NUMBERS[kind] ?? 0) * 4)
      throw new Error(`a frame of kind ${number} that is too short`);
    if (kind === 'output' || kind === 'errors') {
      this.#open = { job, output: kind === 'output' ? 1 : 2, left: length - 4 };
      if (length === 4) this.#open = undefined;
      return HEADER;
    }
    if (bytes.length < 8 + length) return 0;
    this.take(frameOf(kind, job, bytes.subarray(HEADER, 8 + length)));
    return 8 + length;
  }

  #output(bytes: Buffer): number {
    const { job, output, left } = this.#open!;
    const count = Math.min(left, bytes.length);
    this.#open = count === left ? undefined : { job, output, left: left - count };
    this.take({ kind: 'output', job, output, bytes: bytes.subarray(0, count) });
    return count;
  }
}

function frameOf(
  kind: Exclude<Kind, 'output' | 'errors'>,
  job: number,
  payload: Buffer,
): GuestFrame {
  const number = (index: number) => payload.readUInt32LE(index * 4);
  switch (kind) {
    case 'hello':
      return { kind, version: job };
    case 'failed':
      return { kind, reason: textOf(payload.subarray(4)) };
    case 'ready':
    case 'setUp':
    case 'stopped':
      return { kind };
    case 'prepared':
      return { kind, jobs: number(0) };
    case 'started':
    case 'inputClosed':
    case 'drained':
      return { kind, job };
    case 'notStarted': {
      const problem = START_PROBLEMS[number(0)] ?? 'other';
      return { kind, job, problem, status: number(1), reason: textOf(payload.subarray(8)) };
    }
    case 'outputEnd': {
      const output = number(0);
      if (output !== 1 && output !== 2) throw new Error(`an output numbered ${output}`);
      return { kind, job, output };
    }
    case 'inputTaken':
      return { kind, job, count: number(0) };
    case 'exit':
      return { kind, job, status: number(0), signal: number(1) };
  }
}

/** It goes to terminals: no control characters. */
function textOf(bytes: Buffer): string {
  return bytes.toString().replace(/[\x00-\x1f\x7f]/g, '?');
}
