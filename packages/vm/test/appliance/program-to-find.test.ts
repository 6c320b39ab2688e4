import { describe, expect, it } from 'vitest';
import { type CommandPlace, programToFind } from '../../src/appliance/program-to-find.ts';

const found = (command: string | undefined, place: Partial<CommandPlace> = {}) =>
  programToFind(command, { cwd: '/', shares: [], packages: [], ...place });

it('without COMMAND it is a shell', () => {
  expect(found(undefined)).toBe('bash');
});

it.each([
  ['a name is looked for in PATH', 'ls', '/', 'ls'],
  ['an absolute path is one of the VM', '/opt/x', '/', '/opt/x'],
  ['a relative one starts from /', './x', '/', '/./x'],
  ['or from the working directory', 'bin/x', '/opt', '/opt/bin/x'],
])('%s', (_, command, cwd, path) => {
  expect(found(command, { cwd })).toBe(path);
});

describe('COMMAND on a share', () => {
  const shares = [{ mount: '/srv/project' }];

  it.each([
    ['by its path there', '/srv/project/x', '/'],
    ['by a relative one', './x', '/srv/project'],
  ])('%s: a shell is found, for a script, unless a package was named', (_, command, cwd) => {
    expect(found(command, { cwd, shares })).toBe('bash');
    expect(found(command, { cwd, shares, packages: ['python3'] })).toBeUndefined();
  });

  it('is not one beside it', () => {
    expect(found('/srv/project-2/x', { shares })).toBe('/srv/project-2/x');
    expect(found('x', { shares })).toBe('x');
  });
});
