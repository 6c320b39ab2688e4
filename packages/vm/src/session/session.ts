import type { Duplex } from 'node:stream';
import { protocolBroken, runTimedOut, vmFailed, vmStopped } from '../errors/session.ts';
import { virtiofsdFailed } from '../errors/shares.ts';
import { explainFailure, type QemuFailure } from '../qemu/failure.ts';
import type { QemuEnd, RunningQemu } from '../qemu/running-qemu.ts';
import { ConsoleTail } from './console-tail.ts';
import { Guest } from './guest.ts';
import type { SessionOptions, SessionStart } from './session-options.ts';
import { Settled } from './settled.ts';
import { startTimer, type Timer } from './timer.ts';

/**
 * One VM from its start to its end, and its guest. Whatever ends it (the guest's failure, QEMU's end, a time limit, an
 * abort, {@link close}), all jobs fail with the reason, and QEMU is gone when {@link ended} settles.
 */
export class Session {
  readonly guest: Guest;
  /** The guest init is there, or nothing ever was. Rejects with what makes another attempt useless. */
  readonly start = new Settled<SessionStart>();
  /** Why there is no more of it. */
  lost: { reason: unknown } | undefined;
  readonly #tail = new ConsoleTail();
  readonly #timers: Timer[] = [];
  #since = performance.now();

  constructor(
    private readonly vm: RunningQemu,
    private readonly options: SessionOptions,
  ) {
    this.guest = new Guest(vm.ports[0] as Duplex, {
      hello: () => this.#hello(),
      failed: (reason, kind) =>
        this.#fail(kind === 'failed' ? vmFailed(reason, '') : protocolBroken(reason)),
    });
    this.#listen();
    if (options.held) this.guest.hold();
    this.guest.configure(options.setup);
  }

  /** Resolves when QEMU is gone, and its helpers. */
  readonly ended = new Settled<void>();

  /** Pulls the plug. */
  async close(): Promise<void> {
    this.#fail(vmStopped());
    await this.ended.promise;
  }

  /** Tells how long it took since the last stage. */
  stage(name: string): void {
    const now = performance.now();
    this.options.report({ kind: 'stage', name, milliseconds: now - this.#since });
    this.#since = now;
  }

  #listen(): void {
    const { vm, options } = this;
    vm.console.on('data', (chunk: Buffer) => {
      this.#tail.push(chunk);
      options.console?.(chunk);
    });
    vm.ended.then((end) => this.#vmEnded(end), this.#vmImpossible);
    for (const failure of options.shareFailures) {
      failure.then((said) => {
        if (said !== undefined) this.#fail(virtiofsdFailed('virtiofsd', said));
      });
    }
    options.signal.addEventListener('abort', this.#abort, { once: true });
    if (options.signal.aborted) this.#abort();
    const { deadline, patience } = options;
    this.#after(patience, () => {
      if (!this.start.isSettled)
        this.#silent({ fact: `the guest said nothing for ${patience / 1000} s` });
    });
    if (deadline !== undefined) {
      this.#after(deadline.at - performance.now(), () => this.#fail(runTimedOut(deadline.seconds)));
    }
  }

  #abort = (): void => this.#fail(this.options.signal.reason);

  #after(milliseconds: number, action: () => void): void {
    this.#timers.push(startTimer(milliseconds, action));
  }

  #hello(): void {
    if (this.start.isSettled) return;
    this.stage('start of the VM to init');
    this.start.resolve({ kind: 'hello' });
  }

  #silent(failure: Pick<QemuFailure, 'fact' | 'hint'>): void {
    this.start.resolve({ kind: 'silent', ...failure, console: this.#tail.lastLines() });
    this.#fail(vmFailed(failure.fact, ''));
  }

  #vmEnded(end: QemuEnd): void {
    if (this.lost === undefined) {
      const console = this.#tail.lastLines();
      const failure = explainFailure({ ...end, memory: this.options.memory }, console);
      const early = !this.start.isSettled;
      if (early && !failure.final) this.#silent(failure);
      const before = early ? 'the VM did not start' : 'the VM ended before the command did';
      this.#fail(vmFailed(`${before}: ${failure.fact}`, console, failure.hint));
    }
    if (end.errors) {
      this.options.report({ kind: 'message', level: 2, text: `QEMU said: ${end.errors}` });
    }
    this.#gone();
  }

  /** QEMU cannot be run at all. */
  #vmImpossible = (error: unknown): void => {
    this.#fail(error);
    this.#gone();
  };

  #fail(reason: unknown): void {
    if (this.lost !== undefined) return;
    this.lost = { reason };
    this.vm.kill();
    for (const timer of this.#timers) timer.clear();
    this.options.signal.removeEventListener('abort', this.#abort);
    this.start.reject(reason);
    this.guest.lose(reason);
    for (const port of this.vm.ports) port.destroy();
    this.vm.console.destroy();
  }

  #gone(): void {
    this.options.release();
    this.ended.resolve();
  }
}
