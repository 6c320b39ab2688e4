import { numbers } from '../session/protocol.ts';

/** Kinds of a guest's frames that a supervisor sends to its clients. */
const TO_CLIENT = {
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
} as const;

export type FrameToClient = keyof typeof TO_CLIENT;

/** @param job 0 for the VM */
export function encodeToClient(kind: FrameToClient, job: number, payload?: Buffer): Buffer {
  const header = numbers(TO_CLIENT[kind], (payload?.length ?? 0) + 4, job);
  return payload === undefined ? header : Buffer.concat([header, payload]);
}
