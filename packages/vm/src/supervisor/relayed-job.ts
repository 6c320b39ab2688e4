import { constants } from 'node:os';
import { isSuperminError, type SuperminError } from '@supermin/core';
import { startProblemOf } from '../errors/session.ts';
import { START_PROBLEMS } from '../session/frame-decoder.ts';
import type { GuestJob, JobExit } from '../session/guest-job.ts';
import { INPUT_WINDOW, numbers, type OutputNumber } from '../session/protocol.ts';
import type { ClientFrame } from './client-frames.ts';
import { RelayedOutput } from './relayed-output.ts';
import { encodeToClient, type FrameToClient } from './to-client.ts';

/** Milliseconds between SIGHUP and SIGKILL for a command whose client has gone. */
const GRACE = 2000;

/** A command in the VM for a client: frames of the client to the job, and what comes of the job as frames to the client. */
export class RelayedJob {
  readonly #outputs: Partial<Record<OutputNumber, RelayedOutput>>;
  /** Bytes of input that the client may not count as taken yet. */
  #input = 0;
  #inputEnded = false;
  /** The guest has said so, and the client has to be told behind the bytes that came before. */
  #drained = false;
  #left = false;

  /**
   * @param number that the client gave it
   * @param write sends to the client
   */
  constructor(
    private readonly number: number,
    private readonly job: GuestJob,
    private readonly write: (frame: Buffer) => void,
  ) {
    // A terminal has but one stream.
    this.#outputs = job.hasTerminal
      ? { 1: this.#output(1) }
      : { 1: this.#output(1), 2: this.#output(2) };
    job.started.promise.then(() => this.#tell('started'), this.#notStarted);
    job.exit.promise.then((exit) => this.#tell('exit', ...exitNumbers(exit)), ignore);
    job.drained.promise.then(() => {
      this.#drained = true;
      this.#tellIfDrained();
    }, ignore);
    job.stdin.once('close', () => {
      if (!this.#inputEnded && job.lost === undefined) this.#tell('inputClosed');
    });
  }

  get isOver(): boolean {
    return this.job.isOver;
  }

  /** @throws Error for what makes no sense */
  take({ kind, payload }: ClientFrame): void {
    const first = payload.length >= 4 ? payload.readUInt32LE(0) : 0;
    const second = payload.length >= 8 ? payload.readUInt32LE(4) : 0;
    switch (kind) {
      case 'input':
        this.#takeInput(payload);
        break;
      case 'inputEnd':
        this.#inputEnded = true;
        this.job.stdin.end();
        break;
      case 'taken':
        this.#outputs[outputNumber(first)]?.taken(second);
        break;
      case 'outputClose':
        this.#outputs[outputNumber(first)]?.close();
        break;
      case 'signal':
        if (first > 64) throw new Error(`a signal ${first}`);
        this.job.signal(first);
        break;
      case 'resize':
        this.job.resize({ rows: first & 0xffff, columns: second & 0xffff });
        break;
    }
  }

  /** The client has gone: so goes the command, as when its terminal does. */
  leave(): void {
    this.#left = true;
    this.job.stdin.destroy();
    const close = () => {
      clearTimeout(kill);
      for (const output of Object.values(this.#outputs)) output.close();
    };
    const kill = setTimeout(() => this.job.signal('SIGKILL'), GRACE);
    this.job.exit.promise.then(close, close);
    if (this.job.exit.isSettled) return;
    // What it says to that is no reason to end it by SIGPIPE.
    for (const output of Object.values(this.#outputs)) output.discard();
    this.job.signal('SIGHUP');
    this.job.signal('SIGCONT');
  }

  #takeInput(bytes: Buffer): void {
    if (this.#inputEnded) throw new Error('input behind its end');
    this.#input += bytes.length;
    if (this.#input > INPUT_WINDOW) throw new Error('more input than its window');
    const taken = () => {
      this.#input -= bytes.length;
      this.#tell('inputTaken', bytes.length);
    };
    // Input that nobody reads is gone.
    if (this.job.stdin.destroyed) return;
    this.job.stdin.write(bytes, (error) => {
      if (!error) taken();
    });
  }

  #notStarted = (error: unknown): void => {
    if (!isSuperminError(error)) return;
    const problem = startProblemOf(error);
    // Else the VM is lost, and all of its clients hear of that.
    if (problem === undefined) return;
    const code = START_PROBLEMS.indexOf(problem);
    const head = numbers(code, (error as SuperminError).exitStatus);
    this.#send('notStarted', Buffer.concat([head, Buffer.from(error.message.slice(0, 4000))]));
  };

  #output(number: OutputNumber): RelayedOutput {
    return new RelayedOutput(number === 1 ? this.job.stdout : this.job.stderr, {
      send: (bytes) => {
        this.#send(number === 1 ? 'output' : 'errors', bytes);
        this.#tellIfDrained();
      },
      end: () => {
        // One that did not start has no more to say.
        if (this.job.lost === undefined) this.#tell('outputEnd', number);
        this.#tellIfDrained();
      },
    });
  }

  #tellIfDrained(): void {
    if (!this.#drained || !Object.values(this.#outputs).every(({ isSent }) => isSent)) return;
    this.#drained = false;
    this.#tell('drained');
  }

  #tell(kind: FrameToClient, ...values: number[]): void {
    this.#send(kind, values.length === 0 ? undefined : numbers(...values));
  }

  #send(kind: FrameToClient, payload?: Buffer): void {
    if (!this.#left) this.write(encodeToClient(kind, this.number, payload));
  }
}

function outputNumber(number: number): OutputNumber {
  if (number !== 1 && number !== 2) throw new Error(`an output numbered ${number}`);
  return number;
}

function exitNumbers({ status, signal }: JobExit): [number, number] {
  return [status, signal === undefined ? 0 : constants.signals[signal]];
}

function ignore(): void {}
