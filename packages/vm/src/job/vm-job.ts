import type { Readable, Writable } from 'node:stream';
import type { GuestJob, JobExit } from '../session/guest-job.ts';
import type { WindowSize } from '../session/protocol.ts';

/**
 * A command that runs in a VM.
 *
 * Its streams are Node.js streams. An output that nobody reads stops the command after a MiB, and nothing else; one
 * that is destroyed gives it SIGPIPE. They end when no process holds them any more, which may be after the command's own end.
 */
export class VmJob {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Empty where the command has a terminal. */
  readonly stderr: Readable;
  /** Resolves when the command runs. */
  readonly started: Promise<void>;
  /**
   * Resolves when the command has ended. Rejects with a SuperminError: `COMMAND_NOT_FOUND`, `COMMAND_NOT_EXECUTABLE`,
   * `DIRECTORY_MISSING`, `USER_UNKNOWN`, `JOB_FAILED` where it did not start; `VM_FAILED`, `VM_STOPPED`, `RUN_TIMEOUT` where the
   * VM ended before; or with the reason of a signal.
   */
  readonly exit: Promise<JobExit>;
  readonly #job: GuestJob;

  /** @internal */
  constructor(job: GuestJob, signal?: AbortSignal) {
    this.#job = job;
    this.stdin = job.stdin;
    this.stdout = job.stdout;
    this.stderr = job.stderr;
    this.started = job.started.promise;
    this.exit = job.exit.promise;
    if (signal === undefined) return;
    const forget = job.abandonAt(signal);
    this.exit.then(forget, forget);
  }

  /** Sends a signal to the command's process group. After its end: to what it left behind. */
  kill(signal: NodeJS.Signals | number = 'SIGTERM'): void {
    this.#job.signal(signal);
  }

  /** Tells the size of the command's terminal. */
  resize(size: WindowSize): void {
    this.#job.resize(size);
  }
}
