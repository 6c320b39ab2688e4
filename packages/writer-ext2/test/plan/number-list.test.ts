import { describe, expect, it } from 'vitest';
import { NumberList } from '../../src/plan/number-list.ts';

describe('NumberList', () => {
  it('grows and keeps its values', () => {
    const list = new NumberList(Float64Array);
    for (let value = 0; value < 1000; value++) list.push(value * 2 ** 33);
    list.set(7, -1);
    expect(list.length).toBe(1000);
    expect(list.at(999)).toBe(999 * 2 ** 33);
    expect(list.at(7)).toBe(-1);
    expect([...list.inOrder(Uint32Array.of(7, 1))]).toEqual([-1, 2 ** 33]);
  });

  it.each([0, 1, 255, 256, 257, 513])('%i values come back as they were pushed', (count) => {
    const list = new NumberList(Uint32Array);
    const values = Array.from({ length: count }, (_, index) => index + 1);
    for (const value of values) list.push(value);
    expect([...list.toArray()]).toEqual(values);
  });

  it('makes a new array only when the last one is full, of twice the length', () => {
    const lengths: number[] = [];
    class Watched extends Uint32Array {
      constructor(length: number) {
        super(length);
        lengths.push(length);
      }
    }
    const list = new NumberList<Uint32Array>(Watched);
    for (let value = 0; value < 1025; value++) list.push(value);
    expect(lengths).toEqual([256, 512, 1024, 2048]);
  });

  it('hands out what it has so far, without later values', () => {
    const list = new NumberList(Uint8Array);
    list.push(1);
    const before = list.toArray();
    list.push(2);
    expect([...before]).toEqual([1]);
  });
});
