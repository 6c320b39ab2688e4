import { now } from './clock.ts';

/** How long synchronous work may hold the event loop, in milliseconds. */
const SLICE = 20;

/**
 * Lets a synchronous loop give way to the event loop every 20 ms, so that signals, abort and other
 * work of the process are served, at no cost in between:
 *
 *     for (...) { if (pacer.due()) await pacer.rest(); ... }
 */
export class Pacer {
  #next = now() + SLICE;

  constructor(private readonly signal: AbortSignal) {}

  /** True at once when the signal was aborted. */
  due(): boolean {
    return this.signal.aborted || now() >= this.#next;
  }

  /** Throws the signal's reason if it was aborted in the meantime. */
  async rest(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.signal.throwIfAborted();
    this.#next = now() + SLICE;
  }
}
