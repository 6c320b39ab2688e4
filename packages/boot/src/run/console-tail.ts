const KEPT_BYTES = 16 * 1024;
const SHOWN_LINES = 12;

/** Keeps the end of a guest's console, to be shown when things go wrong. */
export class ConsoleTail {
  #kept = '';

  push(chunk: Buffer): void {
    this.#kept = (this.#kept + chunk.toString('latin1')).slice(-KEPT_BYTES);
  }

  /** The last lines, without empty ones, terminal sequences and other control characters. */
  lastLines(): string {
    return this.#kept
      .replace(/\x1b(?:\[[0-9;?]*[ -/]*[@-~]|[@-Z\\-_c])/g, '')
      .split(/[\r\n]+/)
      .map((line) => line.replace(/[^\x20-\x7e]/g, '').trimEnd())
      .filter((line) => line !== '')
      .slice(-SHOWN_LINES)
      .join('\n');
  }
}
