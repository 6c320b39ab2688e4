import { Duplex, PassThrough } from 'node:stream';
import type { QemuEnd, RunningQemu } from '../../src/qemu/running-qemu.ts';
import { FROM_GUEST, numbers, TO_GUEST } from '../../src/session/protocol.ts';
import { Session } from '../../src/session/session.ts';
import type { SessionOptions } from '../../src/session/session-options.ts';
import { Settled } from '../../src/session/settled.ts';

/** Bytes of output that fit into a frame. */
const PART = 16_384;

/** A session whose guest says what a test has it say. It is there, and its kernel is not. */
export class SpokenSession {
  readonly vm: RunningQemu;
  readonly session: Session;
  /** What it was told, without what goes with it. */
  readonly told: string[] = [];
  /** What it does when it is told so. */
  readonly answers: Partial<Record<keyof typeof TO_GUEST, () => void>> = {};
  /** What its commands have been given. */
  input = '';
  #isInput = false;
  readonly #port: Duplex;

  /**
   * @param vm what it has besides
   * @param options other than the usual ones
   */
  constructor(vm: Partial<RunningQemu> = {}, options: Partial<SessionOptions> = {}) {
    this.#port = new Duplex({
      read() {},
      write: (chunk: Buffer, _encoding, done) => {
        this.#hear(chunk);
        done();
      },
    });
    const ended = new Settled<QemuEnd>();
    this.vm = {
      ...{ ports: [this.#port], console: new PassThrough(), inherited: [], plugs: [] },
      ended: ended.promise,
      openMemory: () => -1,
      kill: () => ended.resolve({ status: 137, errors: '' }),
      ...vm,
    };
    this.session = new Session(this.vm, {
      setup: { hostname: 'h', shares: [], sync: false, isolated: false },
      ...{ memory: 64, patience: 60_000, deadline: undefined, console: undefined },
      ...{ signal: new AbortController().signal, report() {}, shareFailures: [], release() {} },
      ...options,
    });
  }

  /** What comes behind a header by itself is input. */
  #hear(chunk: Buffer): void {
    if (this.#isInput) this.input += chunk.toString();
    const kind = this.#isInput ? undefined : names.get(chunk.readUInt32LE(0))!;
    this.#isInput = kind === 'input';
    if (kind === undefined) return;
    this.told.push(kind);
    this.answers[kind]?.();
  }

  say(kind: keyof typeof FROM_GUEST, job = 0, payload: Buffer = Buffer.alloc(0)): void {
    this.#port.push(numbers(FROM_GUEST[kind], payload.length + 4, job));
    this.#port.push(payload);
  }

  /** Its first command has written this. */
  sayOutput(stdout: string): void {
    for (let at = 0; at < stdout.length; at += PART) {
      this.say('output', 1, Buffer.from(stdout.slice(at, at + PART)));
    }
  }

  /** Its first command has written this, and ended so. */
  sayCommand({ status = 0, stdout = '', stderr = '' }): void {
    this.say('started', 1);
    this.sayOutput(stdout);
    if (stderr !== '') this.say('errors', 1, Buffer.from(stderr));
    this.say('exit', 1, numbers(status, 0));
    this.say('drained', 1);
    for (const output of [1, 2]) this.say('outputEnd', 1, numbers(output));
  }
}

const names = new Map<number, keyof typeof TO_GUEST>(
  Object.entries(TO_GUEST).map(([name, kind]) => [kind, name as keyof typeof TO_GUEST]),
);
