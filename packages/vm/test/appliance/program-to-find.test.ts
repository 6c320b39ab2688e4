import { expect, it } from 'vitest';
import { programToFind } from '../../src/appliance/program-to-find.ts';

it.each([
  ['nothing is nothing', undefined, '/', undefined],
  ['a name is looked for in PATH', 'ls', '/', 'ls'],
  ['an absolute path is one of the VM', '/opt/x', '/', '/opt/x'],
  ['a relative one starts from /', './x', '/', '/x'],
  ['or from the working directory', 'bin/x', '/opt', '/opt/bin/x'],
  ['a dot in front is no part of it', '././/x', '/opt', '/opt/x'],
  ['what goes up is left to the kernel', '../x', '/opt', '/opt/../x'],
])('%s', (_, command, cwd, path) => {
  expect(programToFind(command, cwd)).toBe(path);
});
