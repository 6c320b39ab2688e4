/*
 * Protocol 5 between this side and the guest init, as docs/vm-protocol.md has it:
 *
 *     u32 kind | u32 length | u32 job | length - 4 bytes          numbers little-endian
 */

/** The version that both sides speak; told by the guest in its first frame. */
export const PROTOCOL_VERSION = 5;

/** The virtio-serial port that all of it goes over. */
export const PORT = 'supermin.control';

/** Bytes before a frame's payload. */
export const HEADER = 12;

/** Bytes of a job's input that may be on their way, and of each of its outputs. */
export const INPUT_WINDOW = 256 * 1024;
export const OUTPUT_WINDOW = 1024 * 1024;

/** The largest frame of the guest: what virtio-serial takes at once. */
export const LARGEST_FROM_GUEST = 32 * 1024;
/** The largest payload that the guest takes. */
export const LARGEST_TO_GUEST = 16 * 2 ** 20;

export const TO_GUEST = {
  setup: 1,
  start: 2,
  input: 3,
  inputEnd: 4,
  taken: 5,
  outputClose: 6,
  signal: 7,
  resize: 8,
  stop: 9,
  repair: 10,
  prepare: 11,
} as const;

/** A supermin process that has a VM tells its clients some of it in the same words. */
export const FROM_GUEST = {
  hello: 1,
  failed: 2,
  ready: 3,
  setUp: 4,
  started: 5,
  notStarted: 6,
  output: 7,
  errors: 8,
  outputEnd: 9,
  inputTaken: 10,
  inputClosed: 11,
  exit: 12,
  drained: 13,
  stopped: 14,
  prepared: 15,
} as const;

/** 1: standard output, 2: standard error; as their descriptors. */
export type OutputNumber = 1 | 2;

export interface WindowSize {
  rows: number;
  columns: number;
}

/** Why a command does not run, as the guest says it. */
export type StartProblem = 'other' | 'not-found' | 'not-executable' | 'no-directory' | 'no-user';

/** What the guest tells. Those without a job are of the VM. */
export type GuestFrame =
  | { kind: 'hello'; version: number }
  | { kind: 'failed'; reason: string }
  | { kind: 'ready' | 'setUp' | 'stopped' }
  | { kind: 'prepared'; jobs: number }
  | { kind: 'started' | 'inputClosed' | 'drained'; job: number }
  | { kind: 'notStarted'; job: number; problem: StartProblem; status: number; reason: string }
  | { kind: 'output'; job: number; output: OutputNumber; bytes: Buffer }
  | { kind: 'outputEnd'; job: number; output: OutputNumber }
  | { kind: 'inputTaken'; job: number; count: number }
  | { kind: 'exit'; job: number; status: number; signal: number };

export type FrameToGuest = keyof typeof TO_GUEST;

/** @param job 0 for the VM */
export function encodeHeader(kind: FrameToGuest, job: number, length: number): Buffer {
  return numbers(TO_GUEST[kind], length + 4, job);
}

/** @param job 0 for the VM */
export function encodeFrame(kind: FrameToGuest, job = 0, payload: Uint8Array = EMPTY): Buffer {
  return Buffer.concat([encodeHeader(kind, job, payload.length), payload]);
}

const EMPTY = new Uint8Array();

/** Little-endian 32-bit numbers in a row. */
export function numbers(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    buffer.writeUInt32LE(value, index * 4);
  });
  return buffer;
}

/** The same backwards. */
export function numbersOf(bytes: Buffer, at: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => bytes.readUInt32LE(at + 4 * index));
}
