import type { Readable } from 'node:stream';
import type { GuestJob } from './guest-job.ts';
import { InputPump } from './input-pump.ts';
import { useInForeground } from './job-control.ts';
import type { WindowSize } from './protocol.ts';
import { attachTerminal, type Terminal, terminalDescriptor, windowSize } from './terminal.ts';

/** Whose input a command has. */
export interface InputSource {
  /** `null`: empty. */
  stdin: Readable | null;
  /** The user's terminal, when the command's is to be connected with it. */
  terminal: Terminal | undefined;
}

/** The command's standard input: the user's, together with the user's terminal if the command has one. */
export class CommandInput {
  readonly #pump: InputPump | undefined;
  #giveTerminalBack: (() => void) | undefined;
  #leaveTerminal: (() => void) | undefined;

  constructor(
    private readonly source: InputSource,
    private readonly job: Pick<GuestJob, 'stdin' | 'resize'>,
  ) {
    const { stdin } = source;
    this.#pump = stdin === null ? undefined : new InputPump(stdin, job.stdin);
    job.stdin.once('close', () => this.stop());
  }

  /** The command runs. */
  connect(): void {
    const pump = this.#pump;
    if (pump === undefined) {
      this.job.stdin.end();
      return;
    }
    const take = () => {
      this.#attachTerminal();
      pump.start();
    };
    const release = () => {
      pump.hold();
      this.#giveTerminalBack?.();
      this.#giveTerminalBack = undefined;
    };
    const { stdin } = this.source;
    const fd = terminalDescriptor(stdin);
    if (fd === undefined) take();
    // Once it was raw, Node.js gives it its modes back when the process ends, and would be stopped for that.
    const lose = () => void stdin?.destroy();
    this.#leaveTerminal = fd === undefined ? release : useInForeground(fd, { take, release, lose });
  }

  /** The command reads no more. */
  stop(): void {
    this.#pump?.stop();
  }

  /** Lets go of the input, and gives the terminal back. */
  close(): void {
    this.stop();
    this.#leaveTerminal?.();
  }

  #attachTerminal(): void {
    const { terminal } = this.source;
    if (terminal === undefined) return;
    const resized = (size: WindowSize) => this.job.resize(size);
    resized(windowSize(terminal));
    this.#giveTerminalBack = attachTerminal(terminal, resized);
  }
}
