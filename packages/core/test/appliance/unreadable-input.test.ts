import { expect, it } from 'vitest';
import { unreadableInput } from '../../src/appliance/unreadable-input.ts';

const failed = (code: string) => Object.assign(new Error(code), { code });

it('names the file, and the reason where there is one that says what to do', () => {
  expect(unreadableInput('/d/a', failed('EACCES'))).toMatchObject({
    code: 'INPUT_UNREADABLE',
    message: '/d/a: cannot be read (EACCES)',
  });
  expect(unreadableInput('/d/a', failed('EMFILE'))).toMatchObject({
    code: 'OPEN_FILES_LIMIT',
    message: '/d/a: this process may not open more files',
    hint: expect.stringContaining('ulimit -n'),
  });
});
