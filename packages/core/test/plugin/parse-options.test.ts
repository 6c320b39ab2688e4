import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../src/plugin/parse-options.ts';

const text = { name: 'o', type: 'string', help: 'what' };

describe('parseOptions', () => {
  it('takes every field as it is', () => {
    const options = [
      { ...text, choices: ['a', 'b'], repeatable: true, default: ['a'] },
      { ...text, name: 'p', type: 'path', required: true },
      { ...text, name: 'i', type: 'integer', default: 3 },
      { ...text, name: 'b', type: 'boolean', default: true },
    ];
    expect(parseOptions(options)).toEqual(options);
    expect(parseOptions(undefined)).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'choices of numbers',
      { type: 'integer', choices: ['1'] },
      'options.choices is for the type string',
    ],
    ['no choices', { choices: [] }, 'options.choices is empty'],
    ['choices that are no text', { choices: [1] }, 'options.choices is not a string'],
    [
      'a switch to repeat',
      { type: 'boolean', repeatable: true },
      'options.repeatable is for the types string and path',
    ],
    ['required in words', { required: 'yes' }, 'options.required is not a boolean'],
    [
      'a default that nobody gets',
      { required: true, default: 'x' },
      'options.default is of no use to an option that is required',
    ],
    [
      'a default that is no choice',
      { choices: ['a', 'b', 'c'], default: 'x' },
      "options.default needs a, b or c, not 'x'",
    ],
    [
      'a single default for a list',
      { repeatable: true, default: 'x' },
      "options.default needs a list, not 'x'",
    ],
    [
      'a wrong one in a list',
      { repeatable: true, default: ['x', 7] },
      'options.default needs a string, not 7',
    ],
    ['an empty path', { type: 'path', default: '' }, "options.default needs a path, not ''"],
  ])('%s', (_, more, what) => {
    expect(() => parseOptions([{ ...text, ...more }])).toThrow(`its manifest is wrong: ${what}`);
  });

  it('two of one name', () => {
    expect(() => parseOptions([text, text])).toThrow("options has 'o' twice");
  });
});
