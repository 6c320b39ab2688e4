import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FileStatus, Host } from '../../src/host/host.ts';
import { localHost } from '../../src/host/local-host.ts';
import { HostGlob } from '../../src/match/host-glob.ts';
import { fromUnicode, toSystemPath } from '../../src/path/byte-path.ts';
import { available, hasLibc, run } from '../support/programs.ts';
import { temporary, write } from '../support/temp.ts';

const LIBC_GLOB = new URL('./libc-glob.py', import.meta.url).pathname;

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A host that is nothing but a list of directories; what is asked of it is written down. */
function fakeHost(directories: Record<string, string[]>, calls: string[] = []): Host {
  const has = (path: string): boolean => {
    const slash = path.lastIndexOf('/');
    return (
      path in directories ||
      (directories[path.slice(0, slash) || '/'] ?? []).includes(path.slice(slash + 1))
    );
  };
  const status = (path: string): FileStatus | undefined =>
    has(path) ? ({ type: path in directories ? 'directory' : 'file' } as FileStatus) : undefined;
  return {
    root: '/',
    lstat: (path) => {
      calls.push(`lstat ${path}`);
      return status(path);
    },
    stat: status,
    readdir: (path) => {
      calls.push(`readdir ${path}`);
      const names = directories[path];
      if (names === undefined) throw systemError('ENOENT');
      return names;
    },
  } as Partial<Host> as Host;
}

const TREE = {
  '/': ['a', 'a-b', 'etc'],
  '/a': ['x', 'y'],
  '/a-b': ['x'],
  '/etc': ['.hidden', 'hosts', 'passwd', 'we[ird'],
};

describe('HostGlob', () => {
  it.each([
    ['/etc/passwd', ['/etc/passwd']],
    ['/etc/nothing', []],
    ['/etc/*', ['/etc/hosts', '/etc/passwd', '/etc/we[ird']],
    ['/etc/.*', ['/etc/.hidden']],
    ['/etc/?hidden', []],
    ['/etc/[.]hidden', []],
    ['/*/x', ['/a-b/x', '/a/x']],
    ['/a*/[xy]', ['/a-b/x', '/a/x', '/a/y']],
    ['/etc/we[ird', ['/etc/we[ird']],
    ['//etc///passwd', ['/etc/passwd']],
    ['/./etc/./passwd', ['/etc/passwd']],
    ['/', ['/']],
    ['/*', ['/a', '/a-b', '/etc']],
    ['/a*/', ['/a', '/a-b']],
    ['/etc/*/', []],
    ['/nothing/*', []],
    ['etc/passwd', []],
    ['', []],
  ])('%s', (pattern, expected) => {
    expect(new HostGlob(fakeHost(TREE)).expand(pattern)).toEqual(expected);
  });

  it('reads each directory once, however many patterns look into it', () => {
    const calls: string[] = [];
    const glob = new HostGlob(fakeHost(TREE, calls));
    for (const pattern of ['/etc/*', '/etc/h*', '/etc/[p]*', '/*/x', '/a/*', '/etc/*']) {
      glob.expand(pattern);
    }
    expect(calls.filter((call) => call.startsWith('readdir')).sort()).toEqual([
      'readdir /',
      'readdir /a',
      'readdir /etc',
    ]);
  });

  it('looks only at the end of a path without wildcards', () => {
    const calls: string[] = [];
    new HostGlob(fakeHost(TREE, calls)).expand('/etc/passwd');
    expect(calls).toEqual(['lstat /etc/passwd']);
  });

  it('takes a directory that may not be read for an empty one', () => {
    const host = fakeHost(TREE);
    const readdir = (path: string) => {
      if (path === '/a') throw systemError('EACCES');
      return host.readdir(path);
    };
    const glob = new HostGlob({ ...host, readdir });
    expect(glob.expand('/*/x*')).toEqual(['/a-b/x']);
    expect(glob.expand('/a/*')).toEqual([]);
    expect(glob.expand('/*/x')).toEqual(['/a-b/x', '/a/x']);
  });

  it('does not hide an error that is no error of the system', () => {
    const host = { ...fakeHost(TREE), readdir: () => JSON.parse('{') };
    expect(() => new HostGlob(host).expand('/*')).toThrow(SyntaxError);
  });

  it.runIf(available('glob(3), by python3 with glibc', hasLibc))('finds what glob(3) finds', () => {
    const directory = oddDirectory();
    const patterns = PATTERNS.map((pattern) => `${directory}/${pattern}`);
    const found = JSON.parse(run('python3', [LIBC_GLOB], JSON.stringify(patterns)).toString());
    const expected = (found as string[][]).map((paths) =>
      paths
        .map((path) => path.replace(/(?<=.)\/+$/, '').replace(/\/\/+/g, '/'))
        .filter((path) => !/\/\.\.?(\/|$)/.test(path))
        .sort(),
    );
    const glob = new HostGlob(localHost());
    expect(patterns.map((pattern) => glob.expand(pattern))).toEqual(expected);
    expect(expected.flat().length).toBeGreaterThan(100);
  });
});

const PATTERNS = [
  ...['*', '.*', '?', '??', '[a-c]*', '[!a-c]*', '[^a]*', '*b', '*.*', '*[*]*', '*\\*', '*[?]*'],
  ...['a', 'a/*', '*/*', '*/x', 'a*/x', '*/', 'a/', 'link/*', 'link', 'link/', 'dangling', 'd*'],
  ...['loop*', 'loop/*', '*/.*', '.*/*', 'w[', 'w[*', '[[]*', '*]', 'w]', '[]]*'],
  ...[
    '\\',
    '\\*',
    '[\\]*',
    'caf*',
    'caf??',
    '[[:upper:]]*',
    '[[:alpha:]]',
    '*[! -~]*',
    'a b',
    '* *',
  ],
  ...['*\n*', '{a,b}', '~', '*~', '-*', 'none', 'none/*', '*/none', '**', '**/x'],
];

/** Names that patterns stumble over. */
function oddDirectory(): string {
  const directory = temporary();
  const names = [
    'a/x',
    'a/.h',
    'a-b/x',
    'b',
    'c',
    'B',
    '.dot',
    '..two',
    'w[',
    'w]',
    '[x',
    ']',
    '\\',
  ];
  names.push('\\x', 'x*', 'x?', 'a b', 'new\nline', '{a,b}', '~', 'x~', '-dash', 'x.y', 'ab', 'é');
  write(directory, Object.fromEntries(names.map((name) => [name, ''])));
  for (const name of [fromUnicode('café'), 'caf\xe9', '\xff', '\x80']) {
    writeFileSync(toSystemPath(`${directory}/${name}`), '');
  }
  mkdirSync(`${directory}/.d`);
  writeFileSync(`${directory}/.d/x`, '');
  symlinkSync('a', `${directory}/link`);
  symlinkSync('nowhere', `${directory}/dangling`);
  symlinkSync('loop', `${directory}/loop`);
  return directory;
}
