import { describe, expect, it } from 'vitest';
import { NameNumbers } from '../../../src/backend/tables/name-numbers.ts';
import { NameTable } from '../../../src/backend/tables/name-table.ts';

function tableOf(numbers: NameNumbers): NameTable {
  const { text, starts, slots } = numbers.parts();
  return new NameTable(text, starts, slots);
}

describe('NameNumbers', () => {
  it('numbers names as they come, however many', () => {
    const numbers = new NameNumbers();
    const names = Array.from({ length: 5000 }, (_, at) => `name-${at}-${'x'.repeat(at % 40)}`);
    expect(names.map((name) => numbers.number(name))).toEqual([...names.keys()]);
    expect(names.map((name) => numbers.number(name))).toEqual([...names.keys()]);
    expect(numbers.size).toBe(5000);
    const table = tableOf(numbers);
    expect(table.size).toBe(5000);
    expect(names.map((name) => table.find(name))).toEqual([...names.keys()]);
    expect([...names.keys()].map((id) => table.name(id))).toEqual(names);
    expect(table.find('name-5000-')).toBeUndefined();
  });

  it('takes a piece of a text, and beginnings of other names', () => {
    const numbers = new NameNumbers();
    expect(numbers.number('libc6, libc, c6', 0, 5)).toBe(0);
    expect(numbers.number('libc6, libc, c6', 7, 11)).toBe(1);
    expect(numbers.number('libc')).toBe(1);
    expect(numbers.number('')).toBe(2);
    expect(tableOf(numbers).find('libc6')).toBe(0);
  });

  it('knows names again whose characters do not fit into a byte', () => {
    const numbers = new NameNumbers();
    expect(numbers.number('caf\u00e9')).toBe(0);
    expect(numbers.number('\u20ac')).toBe(1);
    expect(numbers.number('\u20ac')).toBe(1);
    expect(tableOf(numbers).find('caf\u00e9')).toBe(0);
  });
});
