import { Readable } from 'node:stream';

/** Text, bytes, a stream, or nothing. */
export type InputData = string | Uint8Array | Readable | null;

/** As a stream; `null`: empty. */
export function inputOf(input: InputData | undefined): Readable | null {
  if (typeof input !== 'string' && !(input instanceof Uint8Array)) return input ?? null;
  return Readable.from([Buffer.from(input)]);
}
