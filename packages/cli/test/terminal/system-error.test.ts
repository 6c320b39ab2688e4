import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { systemErrorText } from '../../src/terminal/system-error.ts';

const error = (message: string, details: object) => Object.assign(new Error(message), details);

it('names the path, and says what the system says', () => {
  let thrown: unknown;
  try {
    readFileSync('/proc/self/nothing-\u00e9');
  } catch (error) {
    thrown = error;
  }
  expect(systemErrorText(thrown)).toEqual({
    message: '/proc/self/nothing-é: no such file or directory',
    hint: undefined,
  });
});

it.each([
  ['EACCES', 'permission denied', 'run as a user who may access it, such as root'],
  ['EPERM', 'operation not permitted', 'run as a user who may do that, such as root'],
  ['EISDIR', 'illegal operation on a directory', undefined],
])('%s: knows what to do where somebody can do something', (code, words, hint) => {
  const thrown = error(`${code}: ${words}, open '/a'`, {
    code,
    path: '/a',
    errno: -1,
    syscall: 'open',
  });
  expect(systemErrorText(thrown)).toEqual({ message: `/a: ${words}`, hint });
});

it.each([
  ['no path', error("EACCES: denied, open '/a'", { code: 'EACCES', errno: -13, syscall: 'open' })],
  [
    'a path that is none',
    error("EACCES: denied, open '/a'", { code: 'EACCES', path: 3, errno: -13 }),
  ],
  ['no code', error("EACCES: denied, open '/a'", { path: '/a' })],
  ['other words', error('wrong', { code: 'EACCES', path: '/a', errno: -13, syscall: 'open' })],
  [
    'text before it',
    error("x EACCES: denied, open '/a'", { code: 'EACCES', path: '/a', errno: -13 }),
  ],
  ['no error', { path: '/a' }],
])('%s: is not said in its words', (_, thrown) => {
  expect(systemErrorText(thrown)).toBeUndefined();
});
