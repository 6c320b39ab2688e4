import { constants } from 'node:os';
import { commandNotRun } from '../errors/session.ts';
import { JobInput } from './job-input.ts';
import { JobOutput } from './job-output.ts';
import {
  encodeFrame,
  encodeHeader,
  type FrameToGuest,
  type GuestFrame,
  numbers,
  type OutputNumber,
  type WindowSize,
} from './protocol.ts';
import { Settled } from './settled.ts';

/** How a command ended. */
export interface JobExit {
  /** Its exit status, 128+N when it was killed by signal N. */
  status: number;
  /** The signal that killed it. */
  signal?: NodeJS.Signals | undefined;
}

type JobFrame = Extract<GuestFrame, { job: number }>;

/** One command in the guest, as this side sees it. */
export class GuestJob {
  readonly stdin: JobInput;
  readonly stdout: JobOutput;
  readonly stderr: JobOutput;
  /** The command runs. Rejects with why it does not. */
  readonly started = new Settled<void>();
  /** The command has ended. Processes that it left behind may still write. */
  readonly exit = new Settled<JobExit>();
  /** All that the command itself wrote has come. */
  readonly drained = new Settled<void>();

  hasTerminal = false;
  /** Why there is no more of it. */
  lost: { reason: unknown } | undefined;
  /** What the guest has said, whether or not anybody waits for it any more. */
  #started = false;
  #ended = false;
  #drained = false;

  /** @param write sends to the guest */
  constructor(
    readonly number: number,
    private readonly write: (bytes: Buffer) => void,
  ) {
    this.stdin = new JobInput({
      send: (bytes) => {
        write(encodeHeader('input', number, bytes.length));
        write(bytes);
      },
      end: () => this.#tell('inputEnd'),
    });
    this.stdout = this.#output(1);
    this.stderr = this.#output(2);
  }

  /** To the command's process group. */
  signal(signal: NodeJS.Signals | number): void {
    const number = typeof signal === 'number' ? signal : constants.signals[signal];
    this.#tell('signal', number);
  }

  /** Kills the command, and waits for nothing more of it: it fails for this reason. */
  abandon(reason: unknown): void {
    if (this.lost !== undefined) return;
    this.signal('SIGKILL');
    this.lose(reason);
  }

  /** Abandons it when the signal is aborted, for its reason. @returns what takes it back */
  abandonAt(signal: AbortSignal): () => void {
    const abandon = () => this.abandon(signal.reason);
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
    return () => signal.removeEventListener('abort', abandon);
  }

  resize({ rows, columns }: WindowSize): void {
    this.#tell('resize', rows, columns);
  }

  /** Nothing more is to come of it. */
  get isOver(): boolean {
    return this.#ended && this.#drained && this.stdout.hasEnded && this.stderr.hasEnded;
  }

  /** @throws Error for what makes no sense at this point */
  take(frame: JobFrame): void {
    const { started, exit } = this;
    if (this.#ended && frame.kind !== 'started' && AFTER_EXIT[frame.kind] !== true) {
      throw new Error(`${frame.kind} of a job that has ended`);
    }
    switch (frame.kind) {
      case 'started':
        this.#begin();
        started.resolve();
        break;
      case 'notStarted':
        this.#begin();
        this.#end();
        this.lose(commandNotRun(frame.problem, frame.status, frame.reason));
        break;
      case 'output':
        this.#outputOf(frame.output).receive(frame.bytes);
        break;
      case 'outputEnd':
        this.#outputOf(frame.output).end();
        break;
      case 'inputTaken':
        this.stdin.taken(frame.count);
        break;
      case 'inputClosed':
        this.stdin.readerGone();
        break;
      case 'exit':
        if (!this.#started) throw new Error('the end of a job that did not start');
        this.#ended = true;
        exit.resolve({ status: frame.status & 0xff, signal: signalName(frame.signal) });
        break;
      case 'drained':
        this.#drained = true;
        this.drained.resolve();
        break;
    }
  }

  /** It never ends, for this reason: the VM has gone, or it did not start. */
  lose(reason: unknown): void {
    this.lost = { reason };
    for (const settled of [this.started, this.exit, this.drained]) settled.reject(reason);
    for (const stream of [this.stdin, this.stdout, this.stderr]) {
      // Who does not ask hears it from `exit`: an error that nobody listens for would end the process.
      const asked = stream.listenerCount('error') > 0 && reason instanceof Error;
      if (!stream.destroyed) stream.destroy(asked ? reason : undefined);
    }
  }

  #begin(): void {
    if (this.#started) throw new Error('a second start of a job');
    this.#started = true;
  }

  /** It did not start, and that was its last frame. */
  #end(): void {
    this.#ended = true;
    this.#drained = true;
    for (const output of [this.stdout, this.stderr]) if (!output.hasEnded) output.end();
  }

  #output(number: OutputNumber): JobOutput {
    return new JobOutput({
      taken: (count) => this.#tell('taken', number, count),
      closed: () => this.#tell('outputClose', number),
    });
  }

  #outputOf(number: OutputNumber): JobOutput {
    return number === 1 ? this.stdout : this.stderr;
  }

  #tell(kind: FrameToGuest, ...values: number[]): void {
    this.write(encodeFrame(kind, this.number, numbers(...values)));
  }
}

/** What may come of a job whose command has ended: its processes live on. */
const AFTER_EXIT: Readonly<Record<string, boolean>> = {
  ...{ output: true, outputEnd: true, inputTaken: true, inputClosed: true, drained: true },
};

function signalName(number: number): NodeJS.Signals | undefined {
  if (number === 0) return undefined;
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  return found?.[0] as NodeJS.Signals | undefined;
}
