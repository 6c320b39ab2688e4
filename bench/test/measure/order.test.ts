import { describe, expect, it } from 'vitest';
import { roundOrder } from '../../src/measure/order.ts';

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('the order of %d contenders', (count) => {
  const rounds = Array.from({ length: count % 2 ? 2 * count : count }, (_, round) =>
    roundOrder(count, round),
  );

  it('has each of them once a round', () => {
    for (const order of rounds) {
      expect([...order].sort((a, b) => a - b)).toEqual([...Array(count).keys()]);
    }
  });

  it('has each of them after each other one equally often', () => {
    const after = new Map<string, number>();
    for (const order of rounds) {
      for (let place = 1; place < count; place++) {
        const pair = `${order[place]} after ${order[place - 1]}`;
        after.set(pair, (after.get(pair) ?? 0) + 1);
      }
    }
    expect(after.size).toBe(count * (count - 1));
    expect(new Set(after.values()).size).toBeLessThanOrEqual(1);
  });

  it('has each of them at each place equally often', () => {
    for (let place = 0; place < count; place++) {
      const there = rounds.map((order) => order[place]);
      for (let index = 0; index < count; index++) {
        expect(there.filter((each) => each === index)).toHaveLength(rounds.length / count);
      }
    }
  });
});
