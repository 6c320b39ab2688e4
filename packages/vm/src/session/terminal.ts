import { spawnSync } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { WindowSize } from './protocol.ts';

/** The user's terminal, as `process.stdin` and `process.stdout` are when they are one. */
export interface Terminal {
  input: Readable & { setRawMode(raw: boolean): unknown; isRaw?: boolean };
  output: Writable & { columns?: number; rows?: number };
}

/** Of a terminal that nobody here has. */
export const DEFAULT_SIZE: WindowSize = { rows: 24, columns: 80 };

/** The streams as a terminal, if they are one. */
export function terminalOf(input: Readable, output: Writable): Terminal | undefined {
  const isTerminal =
    (input as { isTTY?: boolean }).isTTY === true && (output as { isTTY?: boolean }).isTTY === true;
  return isTerminal && 'setRawMode' in input ? ({ input, output } as Terminal) : undefined;
}

/** The file descriptor of an input that is a terminal. */
export function terminalDescriptor(input: Readable | null): number | undefined {
  const { isTTY, fd } = (input ?? {}) as { isTTY?: boolean; fd?: number };
  return isTTY === true ? fd : undefined;
}

export function windowSize({ output }: Terminal): WindowSize {
  return {
    rows: output.rows || DEFAULT_SIZE.rows,
    columns: output.columns || DEFAULT_SIZE.columns,
  };
}

/**
 * Hands the terminal over to the guest's: every key goes there untouched, Ctrl-C too, and its size follows.
 *
 * @returns takes it back
 */
export function attachTerminal(
  terminal: Terminal,
  resized: (size: WindowSize) => void,
): () => void {
  const wasRaw = terminal.input.isRaw === true;
  const onResize = () => resized(windowSize(terminal));
  terminal.input.setRawMode(true);
  keepLineFeeds(terminal);
  terminal.output.on('resize', onResize);
  return () => {
    terminal.output.off('resize', onResize);
    terminal.input.setRawMode(wasRaw);
  };
}

/**
 * Node.js's raw mode leaves the terminal to turn each line feed into a new line, which the guest's has done already
 * where it should. Giving the terminal back undoes this too.
 */
function keepLineFeeds({ input }: Terminal): void {
  const { fd } = input as { fd?: number };
  if (fd !== undefined) spawnSync('stty', ['-opost'], { stdio: [fd] });
}
