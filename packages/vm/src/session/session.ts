import type { Duplex, Writable } from 'node:stream';
import { commandNotRun, runTimedOut, vmFailed } from '../errors/session.ts';
import { virtiofsdFailed } from '../errors/shares.ts';
import { explainFailure, type QemuFailure } from '../qemu/failure.ts';
import type { Vm, VmEnd } from '../qemu/vm.ts';
import { CommandInput } from './command-input.ts';
import { ConsoleTail } from './console-tail.ts';
import { encodeJob } from './job.ts';
import { OutputPump } from './output-pump.ts';
import {
  encodeReaderGone,
  type GuestMessage,
  MessageDecoder,
  PROTOCOL_VERSION,
} from './protocol.ts';
import type { SessionEnd, SessionOptions } from './session-options.ts';

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
  readonly #input: CommandInput;
  readonly #outputs: Map<1 | 2, OutputPump>;
  readonly #tail = new ConsoleTail();
  readonly #decoder = new MessageDecoder();
  readonly #timers: NodeJS.Timeout[] = [];
  #said: 'nothing' | 'hello' | 'started' = 'nothing';
  #since = performance.now();
  #finish!: (end: SessionEnd) => void;
  #fail!: (reason: unknown) => void;

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
    this.#input = new CommandInput(options, stdin, control);
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
    this.#input.close();
    for (const output of this.#outputs.values()) output.stop();
    for (const port of this.vm.ports) port.destroy();
    this.vm.console.destroy();
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
        this.#input.connect();
        break;
      case 'failed':
        this.#fail(commandNotRun(message.status, message.reason));
        break;
      case 'inputClosed':
        this.#input.stop();
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
