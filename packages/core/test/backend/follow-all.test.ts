import { describe, expect, it } from 'vitest';
import { followAll } from '../../src/backend/follow-all.ts';

describe('followAll', () => {
  it('goes on from what it found, round circles, past nothing, and sorts by id', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => ({
      ...{ id, name: id, version: '1', arch: 'all' },
    }));
    const next = new Map([
      [d!, [c, undefined, a]],
      [c!, [d]],
      [a!, [a]],
    ]);
    expect(followAll([d!], (found) => next.get(found) ?? [])).toEqual([a, c, d]);
    expect(followAll([b!, b!], () => [])).toEqual([b]);
    expect(followAll([], () => [])).toEqual([]);
  });
});
