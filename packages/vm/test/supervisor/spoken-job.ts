import { FrameDecoder } from '../../src/session/frame-decoder.ts';
import { GuestJob } from '../../src/session/guest-job.ts';
import { type GuestFrame, numbers, TO_GUEST } from '../../src/session/protocol.ts';
import type { ClientFrame } from '../../src/supervisor/client-frames.ts';
import { RelayedJob } from '../../src/supervisor/relayed-job.ts';

/** The client's number of the job, and the guest's. */
const CLIENT = 5;
const GUEST = 9;

/** A relayed job, between a guest and a client that say what a test has them say. */
export class SpokenJob {
  /** What the guest is told. */
  readonly toGuest: Buffer[] = [];
  /** What the client is told. */
  readonly toClient: GuestFrame[] = [];
  readonly job: GuestJob;
  readonly relayed: RelayedJob;

  constructor({ hasTerminal = false } = {}) {
    this.job = new GuestJob(GUEST, (bytes) => void this.toGuest.push(bytes));
    this.job.hasTerminal = hasTerminal;
    if (hasTerminal) this.job.stderr.end();
    const decoder = new FrameDecoder((frame) => this.toClient.push(frame));
    this.relayed = new RelayedJob(CLIENT, this.job, (frame) => decoder.push(frame));
  }

  /** Kinds of the frames to the guest. */
  get guestKinds(): string[] {
    const names = Object.keys(TO_GUEST) as (keyof typeof TO_GUEST)[];
    const kinds = this.toGuest.filter(
      (bytes) => bytes.length >= 12 && bytes.readUInt32LE(8) === GUEST,
    );
    return kinds.map((bytes) => names.find((name) => TO_GUEST[name] === bytes.readUInt32LE(0))!);
  }

  /** Numbers of the signals that the guest is told to send. */
  get signals(): number[] {
    const frames = this.toGuest.filter((bytes) => bytes.readUInt32LE(0) === TO_GUEST.signal);
    return frames.map((bytes) => bytes.readUInt32LE(12));
  }

  /** Of the guest. */
  say(frame: object): void {
    this.job.take({ job: GUEST, ...frame } as Parameters<GuestJob['take']>[0]);
  }

  /** Of the guest: output of the command. */
  write(output: 1 | 2, bytes: string | Buffer): void {
    this.say({ kind: 'output', output, bytes: Buffer.from(bytes) });
  }

  /** Of the client. */
  ask(kind: ClientFrame['kind'], ...payload: (Buffer | number)[]): void {
    const parts = payload.map((part) => (typeof part === 'number' ? numbers(part) : part));
    this.relayed.take({ kind, job: CLIENT, payload: Buffer.concat(parts) });
  }

  /** The command ends, with all that was to come of it. */
  end(status = 0, signal = 0): void {
    this.say({ kind: 'exit', status, signal });
    this.say({ kind: 'drained' });
    this.say({ kind: 'outputEnd', output: 1 });
    if (!this.job.hasTerminal) this.say({ kind: 'outputEnd', output: 2 });
  }
}

/** All that is to be done without waiting. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
}
