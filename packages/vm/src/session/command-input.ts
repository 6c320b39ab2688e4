import type { Duplex, Writable } from 'node:stream';
import { InputPump } from './input-pump.ts';
import { useInForeground } from './job-control.ts';
import { encodeInputEnd, encodeWindow, type WindowSize } from './protocol.ts';
import type { SessionOptions } from './session-options.ts';
import { attachTerminal, terminalDescriptor, windowSize } from './terminal.ts';

/** The command's standard input: the user's, together with the user's terminal if the command has one. */
export class CommandInput {
  readonly #pump: InputPump | undefined;
  #giveTerminalBack: (() => void) | undefined;
  #leaveTerminal: (() => void) | undefined;

  constructor(
    private readonly options: Pick<SessionOptions, 'stdin' | 'terminal'>,
    port: Duplex,
    private readonly control: Writable,
  ) {
    const { stdin } = options;
    const ended = (bytes: number) => void control.write(encodeInputEnd(bytes));
    this.#pump = stdin === null ? undefined : new InputPump(stdin, port, ended);
  }

  /** The command runs. */
  connect(): void {
    const pump = this.#pump;
    if (pump === undefined) {
      this.control.write(encodeInputEnd(0));
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
    const { stdin } = this.options;
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
    const { terminal } = this.options;
    if (terminal === undefined) return;
    const resized = (size: WindowSize) => void this.control.write(encodeWindow(size));
    resized(windowSize(terminal));
    this.#giveTerminalBack = attachTerminal(terminal, resized);
  }
}
