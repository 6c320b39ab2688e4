const KEPT_BYTES = 16 * 1024;
const SHOWN_LINES = 12;
const REASON_LINES = 4;
/** What says why, with things behind it that do not. */
const REASON = /Kernel panic - not syncing|supermin: error: /;

/** Keeps the end of a guest's console, to be shown when things go wrong. */
export class ConsoleTail {
  #kept = '';

  push(chunk: Buffer): void {
    this.#kept = (this.#kept + chunk.toString('latin1')).slice(-KEPT_BYTES);
  }

  /** The lines from the one that tells the reason on, or the last ones; without empty ones, terminal sequences and other control characters. */
  lastLines(): string {
    const lines = this.#kept
      .replace(/\x1b(?:\[[0-9;?]*[ -/]*[@-~]|[@-Z\\-_c])/g, '')
      .split(/[\r\n]+/)
      .map((line) => line.replace(/[^\x20-\x7e]/g, '').trimEnd())
      .filter((line) => line !== '');
    const reason = lines.findIndex((line) => REASON.test(line));
    const shown =
      reason < 0 ? lines.slice(-SHOWN_LINES) : lines.slice(reason).slice(0, REASON_LINES);
    return shown.join('\n');
  }
}
