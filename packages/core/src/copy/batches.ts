/** The state of each batch of some work, in memory that threads share: free, taken or done. */
export type Batches = Int32Array;

const FREE = 0;
const TAKEN = 1;
const DONE = 2;

export function newBatches(count: number): Batches {
  return new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
}

/**
 * Takes one batch after the other, until it meets those of a thread that has begun at the other end: two threads that work
 * at two ends have the least to do with the same directories.
 */
export function* takeBatches(batches: Batches, from: 'front' | 'back'): Generator<number> {
  const last = batches.length - 1;
  for (let taken = 0; taken <= last; taken++) {
    const batch = from === 'front' ? taken : last - taken;
    if (Atomics.compareExchange(batches, batch, FREE, TAKEN) !== FREE) return;
    yield batch;
  }
}

export function setDone(batches: Batches, batch: number): void {
  Atomics.store(batches, batch, DONE);
}

export function isDone(batches: Batches, batch: number): boolean {
  return Atomics.load(batches, batch) === DONE;
}

export function allDone(batches: Batches): boolean {
  return batches.every((_, batch) => isDone(batches, batch));
}
