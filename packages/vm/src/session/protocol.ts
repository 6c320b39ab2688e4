/*
 * The control port's messages, as guest/job.h has them:
 *
 *     u32 kind | u32 length | payload          numbers little-endian
 */

/** The version that both sides speak; told by the guest in its first message. */
export const PROTOCOL_VERSION = 1;

/** Names of the virtio-serial ports, in the order in which they are given to QEMU. */
export const PORTS = ['control', 'stdin', 'stdout', 'stderr'] as const;

const HEADER = 8;
/** The guest's messages are short: anything longer is garbage. */
const LONGEST_MESSAGE = 4096;

const TO_GUEST = { job: 1, inputEnd: 2, readerGone: 3, window: 4 } as const;

/** 1: standard output, 2: standard error; as their descriptors. */
export type OutputNumber = 1 | 2;

/** What the guest tells. */
export type GuestMessage =
  | { kind: 'hello'; version: number }
  | { kind: 'started' }
  | { kind: 'failed'; status: number; reason: string }
  | { kind: 'inputClosed' }
  | { kind: 'outputEnd'; output: OutputNumber; bytes: number }
  | { kind: 'exit'; status: number };

export function encodeMessage(kind: keyof typeof TO_GUEST, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(TO_GUEST[kind], 0);
  header.writeUInt32LE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** @param bytes the number of bytes of standard input in all */
export function encodeInputEnd(bytes: number): Buffer {
  return encodeMessage('inputEnd', numbers(bytes % 2 ** 32, Math.floor(bytes / 2 ** 32)));
}

/** Nobody reads this output any more. */
export function encodeReaderGone(output: OutputNumber): Buffer {
  return encodeMessage('readerGone', numbers(output));
}

export interface WindowSize {
  rows: number;
  columns: number;
}

export function encodeWindow({ rows, columns }: WindowSize): Buffer {
  return encodeMessage('window', numbers(rows, columns));
}

/** Little-endian 32-bit numbers in a row. */
export function numbers(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    buffer.writeUInt32LE(value, index * 4);
  });
  return buffer;
}

/**
 * Cuts the control port's byte stream into messages, wherever its chunks begin and end.
 *
 * `decode` throws an Error for what no guest init says.
 */
export class MessageDecoder {
  #rest: Buffer = Buffer.alloc(0);

  decode(chunk: Buffer): GuestMessage[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const messages: GuestMessage[] = [];
    while (this.#rest.length >= HEADER) {
      const length = this.#rest.readUInt32LE(4);
      if (length > LONGEST_MESSAGE) throw new Error(`a message of ${length} bytes`);
      if (this.#rest.length < HEADER + length) break;
      const payload = this.#rest.subarray(HEADER, HEADER + length);
      messages.push(decodePayload(this.#rest.readUInt32LE(0), payload));
      this.#rest = this.#rest.subarray(HEADER + length);
    }
    return messages;
  }
}

function decodePayload(kind: number, payload: Buffer): GuestMessage {
  const number = (index: number): number => {
    if (payload.length < (index + 1) * 4) throw new Error(`message ${kind} is too short`);
    return payload.readUInt32LE(index * 4);
  };
  switch (kind) {
    case 1:
      return { kind: 'hello', version: number(0) };
    case 2:
      return { kind: 'started' };
    case 3:
      return { kind: 'failed', status: number(0), reason: payload.subarray(4).toString() };
    case 4:
      return { kind: 'inputClosed' };
    case 5: {
      const output = number(0);
      if (output !== 1 && output !== 2) throw new Error(`an output numbered ${output}`);
      return { kind: 'outputEnd', output, bytes: number(1) + number(2) * 2 ** 32 };
    }
    case 6:
      return { kind: 'exit', status: number(0) };
    default:
      throw new Error(`a message of kind ${kind}`);
  }
}
