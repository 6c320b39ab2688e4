import { describe, expect, it } from 'vitest';
import { hashName, NameTable } from '../../../src/backend/tables/name-table.ts';

/** Names in places of their own making, as `NameNumbers` would put them: the next free one behind that of their hash. */
function table(names: readonly string[], places: number): NameTable {
  const starts = Uint32Array.from([
    0,
    ...names.map((_, at) => names.slice(0, at + 1).join('').length),
  ]);
  const slots = new Uint32Array(places);
  for (const [id, name] of names.entries()) {
    let slot = hashName(name) % places;
    while (slots[slot] !== 0) slot = (slot + 1) % places;
    slots[slot] = id + 1;
  }
  return new NameTable(Buffer.from(names.join(''), 'latin1'), starts, slots);
}

const NAMES = ['libc6', '', 'bash', 'b', 'caf\xe9', 'a', 'as'];

describe('NameTable', () => {
  it('has names by number', () => {
    const names = table(NAMES, 16);
    expect(names.size).toBe(NAMES.length);
    expect(NAMES.map((_, id) => names.name(id))).toEqual(NAMES);
  });

  it('has numbers by name, wherever they had to go in a table that is nearly full', () => {
    for (const places of [8, 16, 64]) {
      const names = table(NAMES, places);
      expect(NAMES.map((name) => names.find(name))).toEqual([0, 1, 2, 3, 4, 5, 6]);
      for (const other of ['ba', 'libc', 'libc66', 'x', 'c']) {
        expect(names.find(other)).toBeUndefined();
      }
    }
  });

  it('may be empty', () => {
    expect(table([], 4).size).toBe(0);
    expect(table([], 4).find('')).toBeUndefined();
  });
});

describe('hashName', () => {
  // Of the authors' page: http://www.isthe.com/chongo/tech/comp/fnv
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('is FNV-1a: %j', (text, hash) => {
    expect(hashName(text)).toBe(hash);
  });

  it('of a piece is that of the piece; of a character the lowest byte counts', () => {
    expect(hashName('xfoobary', 1, 7)).toBe(hashName('foobar'));
    expect(hashName('xfoobar', 1)).toBe(hashName('foobar'));
    expect(hashName('\u0161')).toBe(hashName('a'));
  });
});
