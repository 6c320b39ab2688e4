import { writeSync } from 'node:fs';
import type { SuperminEvent } from '@supermin/core';
import { isTerminal } from './is-terminal.ts';

type Progress = Extract<SuperminEvent, { kind: 'progress' }>;

const STANDARD_ERROR = 2;

/** Milliseconds: what is over sooner needs no line. */
const PATIENCE = 500;

/** Milliseconds between two changes of the line. */
const INTERVAL = 100;

/** Back to the first column, and away with all that stands in the line. */
const CLEAR = '\r\x1b[K';

const MEBIBYTE = 2 ** 20;

/** How far long work has come, in one line of a terminal, which goes when the work is done or something else is printed. */
export class ProgressLine {
  #since: number | undefined;
  #shownAt = 0;
  #isShown = false;

  /** @param write to a terminal */
  constructor(
    private readonly write: (text: string) => void,
    private readonly now: () => number = Date.now,
  ) {}

  show(event: Progress): void {
    const time = this.now();
    this.#since ??= time;
    if (event.done >= event.total) {
      this.clear();
      this.#since = undefined;
      return;
    }
    if (time - this.#since < PATIENCE || time - this.#shownAt < INTERVAL) return;
    this.#shownAt = time;
    this.#isShown = true;
    this.write(`${CLEAR}supermin: ${textOf(event)}`);
  }

  clear(): void {
    if (this.#isShown) this.write(CLEAR);
    this.#isShown = false;
  }
}

/** One on standard error; undefined where that is no terminal that could clear a line. */
export function progressLine(environment = process.env): ProgressLine | undefined {
  const { TERM: term } = environment;
  if (term === undefined || term === 'dumb' || !isTerminal(STANDARD_ERROR)) return undefined;
  return new ProgressLine(writeNow);
}

/** Not by a stream, whose opening takes as long as a small command. A terminal that takes no more is left alone. */
function writeNow(text: string): void {
  try {
    writeSync(STANDARD_ERROR, text);
  } catch {
    // EAGAIN, or the terminal has gone.
  }
}

function textOf({ done, total, unit }: Progress): string {
  const percent = `${String(Math.floor((done / total) * 100)).padStart(3)} %`;
  const [part, whole] = unit === 'bytes' ? [done, total].map(mebibytes) : [done, total];
  return `${percent}, ${part} of ${whole} ${unit === 'bytes' ? 'MiB' : unit}`;
}

function mebibytes(bytes: number): string {
  const value = bytes / MEBIBYTE;
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}
