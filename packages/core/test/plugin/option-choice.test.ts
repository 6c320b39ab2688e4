import { expect, it } from 'vitest';
import { optionChoice } from '../../src/plugin/option-choice.ts';

it('an option is one of the choices, or missing', () => {
  const parse = (option: unknown) =>
    optionChoice(option, ['a', 'b'], 'b', (text) => new Error(`no ${text}`));
  expect([parse('a'), parse('b'), parse(undefined)]).toEqual(['a', 'b', 'b']);
  expect(() => parse('c')).toThrow('no c');
  expect(() => parse('')).toThrow('no ');
  expect(() => parse(['a'])).toThrow('no a');
});
