import type { Duplex } from 'node:stream';

/** A line of QEMU's; it is our own child, but its guest may have taken it over. */
const LONGEST_LINE = 2 ** 20;

/** An event, by its name. */
export interface MonitorEvent {
  event: string;
  data: Record<string, unknown>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(reason: Error): void;
}

/** QEMU's monitor: the QEMU Machine Protocol, JSON in lines. Answers come in the order of the commands. */
export class Monitor {
  /** Resolves with QEMU's version when it is there. */
  readonly version: Promise<string>;
  readonly #waiting: Waiting[] = [];
  readonly #listeners = new Set<(event: MonitorEvent) => void>();
  #greet!: Waiting;
  #negotiated: Promise<unknown> | undefined;
  #rest = '';
  #lost: Error | undefined;

  constructor(private readonly port: Duplex) {
    this.version = new Promise((resolve, reject) => {
      this.#greet = { resolve: resolve as (value: unknown) => void, reject };
    });
    this.version.catch(() => {});
    port.on('data', (chunk: Buffer) => this.#push(chunk));
    port.on('error', () => {});
    port.on('close', () => this.#lose(new Error('QEMU has ended')));
  }

  /** QEMU obeys nothing before this, and does not want to be asked twice. */
  negotiate(): Promise<unknown> {
    this.#negotiated ??= this.command('qmp_capabilities');
    return this.#negotiated;
  }

  /** Rejects with QEMU's own words. */
  command(name: string, argument: Record<string, unknown> = {}): Promise<unknown> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    this.port.write(`${JSON.stringify({ execute: name, arguments: argument })}\n`);
    const answer = new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    answer.catch(() => {});
    return answer;
  }

  /** Resolves with the first event of these for which `is` is true. */
  event(is: (event: MonitorEvent) => boolean): Promise<MonitorEvent> {
    const found = new Promise<MonitorEvent>((resolve, reject) => {
      if (this.#lost !== undefined) return reject(this.#lost);
      const listener = (event: MonitorEvent) => {
        if (!is(event)) return;
        this.#listeners.delete(listener);
        resolve(event);
      };
      this.#listeners.add(listener);
      this.port.once('close', () => reject(new Error('QEMU has ended')));
    });
    found.catch(() => {});
    return found;
  }

  #push(chunk: Buffer): void {
    this.#rest += chunk.toString('utf8');
    const lines = this.#rest.split('\n');
    this.#rest = lines.pop() ?? '';
    try {
      if (this.#rest.length > LONGEST_LINE) throw new Error('a line that is too long');
      for (const line of lines) this.#take(JSON.parse(line) as Record<string, unknown>);
    } catch (error) {
      this.#lose(error as Error);
      this.port.destroy();
    }
  }

  #take(message: Record<string, unknown>): void {
    const { QMP: greeting, event, data, error, return: value } = message;
    if (greeting !== undefined) {
      this.#greet.resolve(JSON.stringify((greeting as { version?: unknown }).version));
    } else if (typeof event === 'string') {
      for (const listener of this.#listeners) {
        listener({ event, data: (data ?? {}) as MonitorEvent['data'] });
      }
    } else if (error !== undefined) {
      this.#waiting.shift()?.reject(new Error(String((error as { desc?: unknown }).desc)));
    } else {
      this.#waiting.shift()?.resolve(value);
    }
  }

  #lose(reason: Error): void {
    this.#lost ??= reason;
    this.#greet.reject(reason);
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }
}
