import type { Socket } from 'node:net';
import { encodeFailure } from '../named/failure.ts';
import type { Guest } from '../session/guest.ts';
import { type ClientFrame, ClientFrames } from './client-frames.ts';
import { decodeJob } from './decode-job.ts';
import { RelayedJob } from './relayed-job.ts';
import { encodeToClient } from './to-client.ts';

/** What a client says before the VM is up is kept; it is no more than this. */
const LARGEST_BACKLOG = 32 * 2 ** 20;
const MOST_JOBS = 1000;

/** What a connection has to do with its VM. */
export interface ClientEvents {
  /** @param grace milliseconds that commands have */
  stop(grace: number): void;
  closed(): void;
}

/** A client of a VM, at the other end of a socket. What it says is checked; what is wrong costs it the connection. */
export class ClientConnection {
  #guest: Guest | undefined;
  #backlog: ClientFrame[] = [];
  #backlogBytes = 0;
  readonly #jobs = new Map<number, RelayedJob>();
  #lastJob = 0;
  #gone = false;

  constructor(
    private readonly socket: Socket,
    private readonly events: ClientEvents,
  ) {
    const frames = new ClientFrames((frame) => this.#take(frame));
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      if (this.#gone) return;
      try {
        frames.push(chunk);
      } catch {
        socket.destroy();
      }
    });
    // Who says no more reads no more either.
    socket.on('end', () => socket.destroy());
    socket.on('close', () => this.#close());
  }

  /** The VM is up. */
  connect(guest: Guest): void {
    this.#guest = guest;
    try {
      for (const frame of this.#backlog) this.#obey(guest, frame);
    } catch {
      this.socket.destroy();
    }
    this.#backlog = [];
  }

  /** There is no VM any more. Resolves when the client has been told, or has gone. */
  lose(reason: unknown): Promise<void> {
    if (this.#gone) return Promise.resolve();
    this.socket.write(encodeToClient('stopped', 0));
    this.socket.end(encodeFailure(reason));
    return new Promise((resolve) => this.socket.once('close', () => resolve()));
  }

  #take(frame: ClientFrame): void {
    if (frame.kind === 'stop') this.events.stop(frame.payload.readUInt32LE(0));
    else if (this.#guest !== undefined) this.#obey(this.#guest, frame);
    else {
      this.#backlog.push(frame);
      this.#backlogBytes += frame.payload.length + 100;
      if (this.#backlogBytes > LARGEST_BACKLOG) throw new Error('too much before the VM is up');
    }
  }

  /** @throws Error for what makes no sense; what keeps a job from being started */
  #obey(guest: Guest, frame: ClientFrame): void {
    const { job: number } = frame;
    if (frame.kind === 'start') this.#start(guest, frame);
    // It may have ended in the meantime.
    else this.#jobs.get(number)?.take(frame);
    for (const [each, { isOver }] of this.#jobs) if (isOver) this.#jobs.delete(each);
  }

  #start(guest: Guest, { job: number, payload }: ClientFrame): void {
    if (number <= this.#lastJob) throw new Error('a number that was used before');
    if (this.#jobs.size >= MOST_JOBS) throw new Error('too many jobs');
    this.#lastJob = number;
    const write = (bytes: Buffer) => void this.socket.write(bytes);
    this.#jobs.set(number, new RelayedJob(number, guest.start(decodeJob(payload)), write));
  }

  #close(): void {
    this.#gone = true;
    this.#backlog = [];
    for (const job of this.#jobs.values()) job.leave();
    this.events.closed();
  }
}
