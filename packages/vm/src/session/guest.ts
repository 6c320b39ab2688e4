import type { Duplex } from 'node:stream';
import { FrameDecoder } from './frame-decoder.ts';
import { GuestJob } from './guest-job.ts';
import { encodeJob, type Job } from './job.ts';
import { encodeFrame, type GuestFrame, PROTOCOL_VERSION } from './protocol.ts';
import { Settled } from './settled.ts';
import { encodeSetup, type GuestSetup } from './setup.ts';

/** What a guest's owner hears of it. */
export interface GuestEvents {
  /** The guest init is there. */
  hello(): void;
  /** There will be no more of it: what it says itself is wrong, or what is wrong with what it says. */
  failed(reason: string, kind: 'failed' | 'broken'): void;
}

/** The guest init at the other end of the port: any number of jobs over one connection. */
export class Guest {
  /** It waits for a job, and nothing has been run. After {@link repair} it says so again. */
  ready = new Settled<void>();
  /** Shares are mounted. */
  readonly setUp = new Settled<void>();
  /** What was written to shares and disks is there. */
  readonly stopped = new Settled<void>();
  /** How many jobs the guest has, as it answers {@link prepare}. */
  #prepared = new Settled<number>();
  readonly #jobs = new Map<number, GuestJob>();
  #lastJob = 0;
  /** What waits for a VM that is not to hear it yet. */
  #held: Buffer[] | undefined;
  #lost: { reason: unknown } | undefined;

  constructor(
    private readonly port: Duplex,
    private readonly events: GuestEvents,
  ) {
    const decoder = new FrameDecoder((frame) => this.#take(frame));
    port.on('error', () => {});
    port.on('data', (chunk: Buffer) => {
      if (this.#lost !== undefined) return;
      try {
        decoder.push(chunk);
      } catch (error) {
        events.failed((error as Error).message, 'broken');
      }
    });
  }

  /** Keeps back what is told to it until {@link repair}: that has to come first. */
  hold(): void {
    this.#held = [];
  }

  /**
   * Before the VM is saved: what is told to it from now on is kept back until {@link repair}.
   *
   * @returns settles when the guest has heard all that it was told before, with the number of jobs that it still has
   */
  prepare(): Promise<number> {
    this.#prepared = new Settled();
    if (this.#lost !== undefined) return Promise.reject(this.#lost.reason);
    this.#write(encodeFrame('prepare'));
    this.hold();
    return this.#prepared.promise;
  }

  /** Makes one that was saved, or is restored from a saved one, one of its own. */
  repair(payload: Buffer): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.ready = new Settled();
    if (this.#lost !== undefined) this.ready.reject(this.#lost.reason);
    for (const bytes of [encodeFrame('repair', 0, payload), ...held]) this.#write(bytes);
  }

  /** @throws SuperminError `JOB_UNUSABLE` */
  configure(setup: GuestSetup): void {
    this.#write(encodeFrame('setup', 0, encodeSetup(setup)));
  }

  /**
   * Starts a command. It may be told before the guest is ready.
   *
   * @throws SuperminError `JOB_UNUSABLE`; the reason for which the guest was lost
   */
  start(job: Job): GuestJob {
    if (this.#lost !== undefined) throw this.#lost.reason;
    const payload = encodeJob(job);
    this.#lastJob++;
    const started = new GuestJob(this.#lastJob, (bytes) => this.#write(bytes));
    this.#jobs.set(this.#lastJob, started);
    this.#write(encodeFrame('start', this.#lastJob, payload));
    // A terminal has but one stream.
    started.hasTerminal = job.terminal !== undefined;
    if (started.hasTerminal) started.stderr.end();
    return started;
  }

  /** Asks each command to end: SIGTERM, and SIGHUP where it has a terminal, as shells heed nothing else. @returns settles when all have */
  async endJobs(): Promise<void> {
    const jobs = [...this.#jobs.values()];
    for (const job of jobs) {
      job.signal('SIGTERM');
      if (job.hasTerminal) job.signal('SIGHUP');
      job.signal('SIGCONT');
    }
    await Promise.allSettled(jobs.map(({ exit }) => exit.promise));
  }

  /** Has all that was written to shares and disks put there. */
  stop(): Promise<void> {
    this.#write(encodeFrame('stop'));
    return this.stopped.promise;
  }

  /** All that is under way fails with this. */
  lose(reason: unknown): void {
    if (this.#lost !== undefined) return;
    this.#lost = { reason };
    for (const settled of [this.ready, this.setUp, this.stopped, this.#prepared]) {
      settled.reject(reason);
    }
    for (const job of this.#jobs.values()) job.lose(reason);
    this.#jobs.clear();
  }

  #write(bytes: Buffer): void {
    if (this.#lost !== undefined) return;
    if (this.#held === undefined) this.port.write(bytes);
    else this.#held.push(bytes);
  }

  #take(frame: GuestFrame): void {
    if (this.#lost !== undefined) return;
    switch (frame.kind) {
      case 'hello':
        if (frame.version !== PROTOCOL_VERSION) {
          this.events.failed(`version ${frame.version} of the protocol`, 'broken');
        } else {
          this.events.hello();
        }
        return;
      case 'failed':
        this.events.failed(frame.reason, 'failed');
        return;
      case 'ready':
      case 'setUp':
      case 'stopped':
        this[frame.kind].resolve();
        return;
      case 'prepared':
        this.#prepared.resolve(frame.jobs);
        return;
    }
    const job = this.#jobs.get(frame.job);
    if (job === undefined) throw new Error(`something of a job ${frame.job}, which there is not`);
    job.take(frame);
    if (job.isOver) this.#jobs.delete(frame.job);
  }
}
