import { expect, it } from 'vitest';
import { allDone, isDone, newBatches, setDone, takeBatches } from '../../src/copy/batches.ts';

it('each batch is taken once, by whoever comes to it first', () => {
  const batches = newBatches(5);
  const front = takeBatches(batches, 'front');
  const back = takeBatches(new Int32Array(batches.buffer), 'back');
  const taken = [front, back, back, front, back, front].map((end) => end.next().value);
  expect(taken).toEqual([0, 4, 3, 1, 2, undefined]);
  expect(back.next().done).toBe(true);
});

it('one alone takes all', () => {
  expect([...takeBatches(newBatches(3), 'front')]).toEqual([0, 1, 2]);
  expect([...takeBatches(newBatches(3), 'back')]).toEqual([2, 1, 0]);
  expect([...takeBatches(newBatches(0), 'back')]).toEqual([]);
});

it('what one has done the other one sees', () => {
  const batches = newBatches(2);
  const other = new Int32Array(batches.buffer);
  setDone(batches, 1);
  expect([isDone(other, 0), isDone(other, 1), allDone(other)]).toEqual([false, true, false]);
  setDone(other, 0);
  expect(allDone(batches)).toBe(true);
  expect(allDone(newBatches(0))).toBe(true);
});
