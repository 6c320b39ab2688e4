import { describe, expect, it } from 'vitest';
import { valueFault } from '../../src/plugin/option-value.ts';

describe('valueFault', () => {
  it.each([
    ['string', ['', 'x'], [1, true, ['x'], null, undefined]],
    ['boolean', [true, false], ['true', 0]],
    ['integer', [0, -3, 2 ** 53 - 1], [1.5, 2 ** 53, Number.NaN, '1']],
    ['path', ['a', '/a'], ['', 'a\0', 7]],
  ] as const)('%s', (type, right, wrong) => {
    const option = { name: 'o', type, help: '' };
    expect(right.filter((value) => valueFault(option, value) !== undefined)).toEqual([]);
    expect(wrong.filter((value) => valueFault(option, value) === undefined)).toEqual([]);
  });
});
