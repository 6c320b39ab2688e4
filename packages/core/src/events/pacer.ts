import { now } from './clock.ts';

/** How long synchronous work may hold the event loop, in milliseconds. */
const SLICE = 20;

/** Steps of a loop between two looks at the clock, at most: a disk may begin to be slow at any of them. */
const STRIDE = 8;

/** If less than this many milliseconds have passed since the last look, the next one comes after twice as many steps. */
const OFTEN = 1;

/**
 * Lets a synchronous loop give way to the event loop every 20 ms, so that signals, abort and other
 * work of the process are served, at no cost in between:
 *
 *     for (...) { if (pacer.due()) await pacer.rest(); ... }
 */
export class Pacer {
  #looked = now();
  #next = this.#looked + SLICE;
  /** Steps between the last look at the clock and the next; a look takes as long as a short step. */
  #stride = 1;
  #steps = 1;

  constructor(readonly signal: AbortSignal) {}

  /** True at once when the signal was aborted. */
  due(): boolean {
    if (this.signal.aborted) return true;
    if (--this.#steps > 0) return false;
    const time = now();
    // Steps that have become slow, as on a disk that has to be waited for, are counted singly again.
    this.#stride = time - this.#looked < OFTEN ? Math.min(this.#stride * 2, STRIDE) : 1;
    this.#looked = time;
    this.#steps = this.#stride;
    return time >= this.#next;
  }

  /** Throws the signal's reason if it was aborted in the meantime. */
  async rest(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.signal.throwIfAborted();
    this.#looked = now();
    this.#next = this.#looked + SLICE;
    this.#steps = 1;
    this.#stride = 1;
  }
}
