import { expect, it } from 'vitest';
import { actionMeant } from '../../src/cache/actions.ts';

it.each([
  ['list', 'ls'],
  ['purge', 'clear'],
  ['prnue', 'prune'],
  ['constructor', undefined],
])('%s', (word, action) => {
  expect(actionMeant(word)).toBe(action);
});
