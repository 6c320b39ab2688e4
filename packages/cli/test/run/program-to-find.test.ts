import { afterEach, describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/arguments/parse.ts';
import { programToFind } from '../../src/run/program-to-find.ts';
import { temporary } from '../support/temp.ts';

const CWD = process.cwd();

afterEach(() => process.chdir(CWD));

const found = (...argv: string[]) => programToFind(parseCommandLine(['run', ...argv]));

it('without COMMAND it is a shell', () => {
  expect(found()).toBe('bash');
});

it.each([
  ['a name is looked for in PATH', ['ls'], 'ls'],
  ['an absolute path is one of the VM', ['/opt/x'], '/opt/x'],
  ['a relative one starts from /', ['./x'], '/./x'],
  ['or from -w', ['-w', '/opt', 'bin/x'], '/opt/bin/x'],
])('%s', (_, argv, path) => {
  expect(found(...argv)).toBe(path);
});

describe('COMMAND on a share', () => {
  function here(): string {
    const directory = temporary({ 'proj/x': '', 'proj-2/x': '' });
    process.chdir(directory);
    return directory;
  }

  it.each([
    ['by its path there', (top: string) => ['--share', 'proj', `${top}/proj/x`]],
    ['by a relative one', () => ['--share', 'proj', '-w', 'proj', './x']],
    ['at its mount', () => ['--share', 'proj:/mnt', '/mnt/x']],
  ])('%s: a shell is found, for a script, unless a package was named', (_, argv) => {
    const words = argv(here());
    expect(found(...words)).toBe('bash');
    expect(found('-p', 'python3', ...words)).toBeUndefined();
  });

  it('is not one beside it', () => {
    const top = here();
    expect(found('--share', 'proj', `${top}/proj-2/x`)).toBe(`${top}/proj-2/x`);
    expect(found('--share', 'proj', 'x')).toBe('x');
  });
});
