import { expect, it } from 'vitest';
import { NumberList } from '../../src/plan/number-list.ts';

it('grows and keeps its values', () => {
  const list = new NumberList(Float64Array);
  for (let value = 0; value < 1000; value++) list.push(value * 2 ** 33);
  list.set(7, -1);
  expect(list.length).toBe(1000);
  expect(list.at(999)).toBe(999 * 2 ** 33);
  expect(list.at(7)).toBe(-1);
  expect(list.toArray()).toHaveLength(1000);
  expect([...list.inOrder(Uint32Array.of(7, 1))]).toEqual([-1, 2 ** 33]);
});
