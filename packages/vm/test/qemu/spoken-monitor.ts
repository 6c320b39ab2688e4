import { Duplex } from 'node:stream';
import { Monitor } from '../../src/qemu/monitor.ts';

/** A monitor at whose other end is what a test has it be, and no QEMU. */
export class SpokenMonitor {
  readonly monitor: Monitor;
  /** The commands that it was given. */
  readonly told: string[] = [];
  /** Its answers; to all else it is an empty object. */
  readonly answers: Record<string, unknown> = {};
  /** What it refuses, in which words. */
  readonly refusals: Record<string, string> = {};
  /** What happens when it has obeyed. */
  readonly afterwards: Record<string, () => void> = {};
  readonly #port: Duplex;

  constructor() {
    this.#port = new Duplex({
      read() {},
      write: (chunk: Buffer, _encoding, done) => {
        const { execute } = JSON.parse(chunk.toString());
        this.told.push(execute);
        setImmediate(() => this.#answer(execute));
        done();
      },
    });
    this.monitor = new Monitor(this.#port);
    this.#say({ QMP: { version: 'this one' } });
  }

  /** Its version, as the monitor gives it. */
  static readonly VERSION = '"this one"';

  event(event: string, data: Record<string, unknown> = {}): void {
    this.#say({ event, data });
  }

  #answer(command: string): void {
    const desc = this.refusals[command];
    if (desc === undefined) {
      this.#say({ return: this.answers[command] ?? {} });
      this.afterwards[command]?.();
    } else this.#say({ error: { desc } });
  }

  #say(message: unknown): void {
    this.#port.push(`${JSON.stringify(message)}\n`);
  }
}
