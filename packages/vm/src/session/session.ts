import type { Duplex, Readable, Writable } from 'node:stream';
import type { Report } from '@supermin/core';
import { commandNotRun, runTimedOut, virtiofsdFailed, vmFailed } from '../errors.ts';
import { explainFailure, type QemuFailure } from '../qemu/failure.ts';
import type { Vm, VmEnd } from '../qemu/vm.ts';
import { ConsoleTail } from './console-tail.ts';
import { InputPump } from './input-pump.ts';
import { encodeJob, type Job } from './job.ts';
import { useInForeground } from './job-control.ts';
import { OutputPump } from './output-pump.ts';
import {
  encodeInputEnd,
  encodeReaderGone,
  encodeWindow,
  type GuestMessage,
  MessageDecoder,
  PROTOCOL_VERSION,
  type WindowSize,
} from './protocol.ts';
import { attachTerminal, type Terminal, terminalDescriptor, windowSize } from './terminal.ts';

export interface SessionOptions {
  job: Job;
  /** MiB. */
  memory: number;
  stdin: Readable | null;
  stdout: Writable;
  stderr: Writable;
  /** The user's terminal, when the command's is to be connected with it. */
  terminal: Terminal | undefined;
  /** How long the guest may take to say hello, in milliseconds. */
  patience: number;
  /** `performance.now()` at which the run is over, and the `--timeout` that said so in seconds. */
  deadline: { at: number; seconds: number } | undefined;
  console: ((chunk: Buffer) => void) | undefined;
  signal: AbortSignal;
  report: Report;
  /** Called at the first sign of life of the guest init. */
  onHello: () => void;
  /** Settles with a reason when a share's daemon fails. */
  shareFailures: readonly Promise<string | undefined>[];
}

/** How a session ends, other than by an error. */
export type SessionEnd =
  | { kind: 'exit'; status: number }
  /** The guest never said a word; an accelerator that does not work looks like this. */
  | { kind: 'silent'; fact: string; hint?: string; console: string };

/**
 * One VM from its start to its end: gives it the job, pumps the three streams, and pulls the plug when the command
 * has ended and its last byte is through. The VM is gone when this settles.
 */
export async function runSession(vm: Vm, options: SessionOptions): Promise<SessionEnd> {
  const session = new Session(vm, options);
  try {
    return await session.outcome;
  } finally {
    session.close();
    const said = (await vm.ended.catch(() => undefined))?.errors;
    if (said) options.report({ kind: 'message', level: 2, text: `QEMU said: ${said}` });
  }
}

class Session {
  readonly outcome: Promise<SessionEnd>;
  readonly #control: Duplex;
  readonly #input: InputPump | undefined;
  readonly #outputs: Map<1 | 2, OutputPump>;
  readonly #tail = new ConsoleTail();
  readonly #decoder = new MessageDecoder();
  readonly #timers: NodeJS.Timeout[] = [];
  #said: 'nothing' | 'hello' | 'started' = 'nothing';
  #since = performance.now();
  #finish!: (end: SessionEnd) => void;
  #fail!: (reason: unknown) => void;
  #giveTerminalBack: (() => void) | undefined;
  #leaveTerminal: (() => void) | undefined;

  constructor(
    private readonly vm: Vm,
    private readonly options: SessionOptions,
  ) {
    this.outcome = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    const [control, stdin, stdout, stderr] = vm.ports as [Duplex, Duplex, Duplex, Duplex];
    for (const port of vm.ports) port.on('error', () => {});
    this.#control = control;
    const { job } = options;
    this.#input =
      options.stdin === null
        ? undefined
        : new InputPump(options.stdin, stdin, (bytes) => control.write(encodeInputEnd(bytes)));
    const output = (number: 1 | 2, port: Duplex, target: Writable) =>
      [
        number,
        new OutputPump(port, target, () => control.write(encodeReaderGone(number))),
      ] as const;
    this.#outputs = new Map([
      output(1, stdout, options.stdout),
      // A terminal has but one stream.
      ...(job.terminal === undefined ? [output(2, stderr, options.stderr)] : []),
    ]);
    this.#listen();
    control.write(encodeJob(job));
  }

  #listen(): void {
    const { vm, options } = this;
    this.#control.on('data', (chunk: Buffer) => this.#take(chunk));
    vm.console.on('data', (chunk: Buffer) => {
      this.#tail.push(chunk);
      options.console?.(chunk);
    });
    vm.ended.then((end) => this.#vmEnded(end), this.#fail);
    for (const failure of options.shareFailures) {
      failure.then((said) => {
        if (said !== undefined) this.#fail(virtiofsdFailed('virtiofsd', said));
      });
    }
    options.signal.addEventListener('abort', this.#abort, { once: true });
    if (options.signal.aborted) this.#abort();
    const { deadline, patience } = options;
    this.#after(patience, () => {
      if (this.#said === 'nothing')
        this.#silent({ fact: `the guest said nothing for ${patience / 1000} s` });
    });
    if (deadline !== undefined) {
      this.#after(deadline.at - performance.now(), () => this.#fail(runTimedOut(deadline.seconds)));
    }
  }

  close(): void {
    this.vm.kill();
    for (const timer of this.#timers) clearTimeout(timer);
    this.options.signal.removeEventListener('abort', this.#abort);
    this.#input?.stop();
    for (const output of this.#outputs.values()) output.stop();
    for (const port of this.vm.ports) port.destroy();
    this.vm.console.destroy();
    this.#leaveTerminal?.();
  }

  #abort = (): void => this.#fail(this.options.signal.reason);

  /** setTimeout's longest is 24.8 days. */
  #after(milliseconds: number, action: () => void): void {
    this.#timers.push(setTimeout(action, Math.min(Math.max(milliseconds, 0), 2 ** 31 - 1)));
  }

  #silent(failure: Pick<QemuFailure, 'fact' | 'hint'>): void {
    this.#finish({ kind: 'silent', ...failure, console: this.#tail.lastLines() });
  }

  #vmEnded(end: VmEnd): void {
    const console = this.#tail.lastLines();
    const failure = explainFailure({ ...end, memory: this.options.memory }, console);
    const before =
      this.#said === 'nothing' ? 'the VM did not start' : 'the VM ended before the command did';
    if (this.#said === 'nothing' && !failure.final) this.#silent(failure);
    else this.#fail(vmFailed(`${before}: ${failure.fact}`, console, failure.hint));
  }

  #take(chunk: Buffer): void {
    try {
      for (const message of this.#decoder.decode(chunk)) this.#obey(message);
    } catch (error) {
      this.#fail(vmFailed(`the guest init sent ${(error as Error).message}`, ''));
    }
  }

  #obey(message: GuestMessage): void {
    switch (message.kind) {
      case 'hello':
        this.#said = 'hello';
        this.#stage('start of the VM to init');
        this.options.onHello();
        if (message.version !== PROTOCOL_VERSION) {
          this.#fail(
            vmFailed(`the appliance's init speaks version ${message.version} of the protocol`, ''),
          );
        }
        break;
      case 'started':
        this.#said = 'started';
        this.#stage('init to start of the command');
        this.#connect();
        break;
      case 'failed':
        this.#fail(commandNotRun(message.status, message.reason));
        break;
      case 'inputClosed':
        this.#input?.stop();
        break;
      case 'outputEnd':
        this.#outputs.get(message.output)?.expect(message.bytes);
        break;
      case 'exit':
        this.#stage('command');
        this.#flush(message.status);
        break;
    }
  }

  #connect(): void {
    const input = this.#input;
    if (input === undefined) {
      this.#control.write(encodeInputEnd(0));
      return;
    }
    const take = () => {
      this.#attachTerminal();
      input.start();
    };
    const release = () => {
      input.hold();
      this.#giveTerminalBack?.();
      this.#giveTerminalBack = undefined;
    };
    const { stdin } = this.options;
    const fd = terminalDescriptor(stdin);
    if (fd === undefined) take();
    // Once it was raw, Node.js gives it its modes back when the process ends, and would be stopped for that.
    const lose = () => void stdin?.destroy();
    this.#leaveTerminal = fd === undefined ? release : useInForeground(fd, { take, release, lose });
  }

  #attachTerminal(): void {
    const { terminal } = this.options;
    if (terminal === undefined) return;
    const resized = (size: WindowSize) => void this.#control.write(encodeWindow(size));
    resized(windowSize(terminal));
    this.#giveTerminalBack = attachTerminal(terminal, resized);
  }

  async #flush(status: number): Promise<void> {
    const outputs = [...this.#outputs.values()];
    await Promise.all(outputs.map(({ done }) => done));
    const failure = outputs.find((output) => output.failure !== undefined)?.failure;
    if (failure === undefined) this.#finish({ kind: 'exit', status });
    else this.#fail(failure);
  }

  #stage(name: string): void {
    const now = performance.now();
    this.options.report({ kind: 'stage', name, milliseconds: now - this.#since });
    this.#since = now;
  }
}
