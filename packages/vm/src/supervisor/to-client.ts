import { FROM_GUEST, numbers } from '../session/protocol.ts';

/** Kinds of a guest's frames that a supervisor sends to its clients of jobs, and when the VM stops. */
export type FrameToClient = Exclude<
  keyof typeof FROM_GUEST,
  'hello' | 'failed' | 'ready' | 'setUp'
>;

/** @param job 0 for the VM */
export function encodeToClient(kind: FrameToClient, job: number, payload?: Buffer): Buffer {
  const header = numbers(FROM_GUEST[kind], (payload?.length ?? 0) + 4, job);
  return payload === undefined ? header : Buffer.concat([header, payload]);
}
