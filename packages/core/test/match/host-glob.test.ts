import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { randomNumbers } from '@supermin/test-support/random';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { FileStatus, Host } from '../../src/host/host.ts';
import { localHost } from '../../src/host/local-host.ts';
import { HostGlob } from '../../src/match/host-glob.ts';
import { fromUnicode, toSystemPath } from '../../src/path/byte-path.ts';
import { available, hasLibc, run } from '../support/programs.ts';

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
    ['/etc/passwd/', ['/etc/passwd']],
    // A name that is given in full needs no directory, slash or not.
    ['/etc/hosts/', ['/etc/hosts']],
    ['/e*/hosts//', ['/etc/hosts']],
    ['/nothing/*', []],
    ['etc/passwd', []],
    ['', []],
    ['/we[ird/etc]', []],
  ])('%s', async (pattern, expected) => {
    expect(await new HostGlob(fakeHost(TREE)).expand(pattern)).toEqual(expected);
  });

  it('reads each directory once, however many patterns look into it', async () => {
    const calls: string[] = [];
    const glob = new HostGlob(fakeHost(TREE, calls));
    for (const pattern of ['/etc/*', '/etc/h*', '/etc/[p]*', '/*/x', '/a/*', '/etc/*']) {
      await glob.expand(pattern);
    }
    expect(calls.filter((call) => call.startsWith('readdir')).sort()).toEqual([
      'readdir /',
      'readdir /a',
      'readdir /etc',
    ]);
  });

  it('looks only at the end of a path without wildcards', async () => {
    const calls: string[] = [];
    await new HostGlob(fakeHost(TREE, calls)).expand('/etc/passwd');
    expect(calls).toEqual(['lstat /etc/passwd']);
  });

  it('takes a directory that may not be read for an empty one', async () => {
    const host = fakeHost(TREE);
    const readdir = (path: string) => {
      if (path === '/a') throw systemError('EACCES');
      return host.readdir(path);
    };
    const glob = new HostGlob({ ...host, readdir });
    expect(await glob.expand('/*/x*')).toEqual(['/a-b/x']);
    expect(await glob.expand('/a/*')).toEqual([]);
    expect(await glob.expand('/*/x')).toEqual(['/a-b/x', '/a/x']);
  });

  it.each(['EMFILE', 'ENFILE'])('%s says nothing about the directory: an error', async (code) => {
    const readdir = () => {
      throw systemError(code);
    };
    const glob = new HostGlob({ ...fakeHost(TREE), readdir });
    await expect(glob.expand('/a/*')).rejects.toMatchObject({ code });
  });

  it('does not hide an error that is no error of the system', async () => {
    const host = { ...fakeHost(TREE), readdir: () => JSON.parse('{') };
    await expect(new HostGlob(host).expand('/*')).rejects.toThrow(SyntaxError);
  });

  it('ends with an error that names the pattern before it takes all memory', async () => {
    const host = { readdir: () => ['a', 'b', 'c'] } as Partial<Host> as Host;
    const glob = new HostGlob(host, undefined, 1000);
    expect(await glob.expand('/*/*/*')).toHaveLength(27);
    await expect(glob.expand(`/${'*/'.repeat(30)}*`)).rejects.toMatchObject({
      code: 'PATTERN_MATCHES',
      message: expect.stringContaining("'/*/*/*/*"),
    });
  });

  it('counts the names of a directory, the directory and what matches', async () => {
    const expand = (maximum: number) =>
      new HostGlob(fakeHost(TREE), undefined, maximum).expand('/a*');
    expect(await expand(3 + 1 + 2)).toEqual(['/a', '/a-b']);
    await expect(expand(5)).rejects.toMatchObject({
      message: "hostfiles look at more than 5 files, the last ones for '/a*'",
    });
  });

  it('knows which directories it looked into, whether they are there or not', async () => {
    const glob = new HostGlob(fakeHost(TREE));
    for (const pattern of ['/etc/*', '/none/*', '/a/x']) await glob.expand(pattern);
    expect(glob.directories()).toEqual(['/etc', '/none']);
  });

  it('knows what was asked for and is not there, or is not the directory that it should be', async () => {
    const glob = new HostGlob(fakeHost(TREE));
    for (const pattern of ['/etc/passwd', '/etc/nothing', '/*/x', '/a*/x/', '/a/[x]/', '/none/*']) {
      await glob.expand(pattern);
    }
    expect(glob.misses()).toEqual(['/etc/nothing', '/etc/x', '/a/x']);
  });

  it('does not look for a path that is longer than Linux allows', async () => {
    const calls: string[] = [];
    const glob = new HostGlob(fakeHost(TREE, calls));
    for (const length of [4094, 4095]) await glob.expand(`/${'x'.repeat(length)}`);
    expect(calls).toEqual([`lstat /${'x'.repeat(4094)}`]);
  });

  it('is aborted in the middle of a pattern', async () => {
    const abort = new AbortController();
    const host = fakeHost(TREE);
    const readdir = (path: string) => {
      if (path === '/a') abort.abort(new Error('enough'));
      return host.readdir(path);
    };
    const glob = new HostGlob({ ...host, readdir }, abort.signal);
    await expect(glob.expand('/*/*')).rejects.toThrow('enough');
  });

  it('walks through a thousand names in many directories as through one', async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `d${index}`);
    const host = { readdir: () => names, lstat: () => undefined } as Partial<Host> as Host;
    const glob = new HostGlob(host);
    expect(await glob.expand(`/*${'/x'.repeat(30_000)}`)).toEqual([]);
  });

  describe.runIf(available('glob(3), by python3 with glibc', hasLibc))('as glob(3)', () => {
    /** What glob(3) finds, in our spelling. */
    function libcGlob(patterns: readonly string[]): string[][] {
      const found = JSON.parse(run('python3', [LIBC_GLOB], JSON.stringify(patterns)).toString());
      return (found as string[][]).map((paths) =>
        paths
          .map((path) => path.replace(/(?<=.)\/+$/, '').replace(/\/\/+/g, '/'))
          .filter((path) => !/\/\.\.?(\/|$)/.test(path))
          .sort(),
      );
    }

    it('finds what glob(3) finds', async () => {
      const directory = oddDirectory();
      const patterns = PATTERNS.map((pattern) => `${directory}/${pattern}`);
      const expected = libcGlob(patterns);
      const glob = new HostGlob(localHost());
      for (const [index, pattern] of patterns.entries()) {
        expect(await glob.expand(pattern), pattern).toEqual(expected[index]);
      }
      expect(expected.flat().length).toBeGreaterThan(100);
    });

    it('agrees on 2,000 random patterns', async () => {
      const directory = oddDirectory();
      const patterns = randomPatterns(2000).map((pattern) => `${directory}/${pattern}`);
      const expected = libcGlob(patterns);
      const glob = new HostGlob(localHost());
      const wrong: string[] = [];
      for (const [index, pattern] of patterns.entries()) {
        const found = await glob.expand(pattern);
        if (found.join('\0') !== expected[index]!.join('\0')) wrong.push(pattern);
      }
      expect(wrong).toEqual([]);
      expect(expected.filter((paths) => paths.length > 0).length).toBeGreaterThan(700);
    });
  });
});

/** Of one to three components each; the same in every run. */
function randomPatterns(count: number): string[] {
  const random = randomNumbers(5);
  const atoms = [
    ...['*', '*', '*', '?', '?', 'a', 'b', 'x', 'd', '.', 'w', '\\', '[', ']', '-', '~', ' ', '\n'],
    ...['[a-c]', '[!a-c]', '[^.]', '[[:alpha:]]', '[[:punct:]]', '[]x]', '[\\]', '[!!]', '[*?]'],
    ...[
      '[.]',
      '[[.a.]]',
      '[[=x=]-z]',
      '[z-a]',
      '[[:none:]x]',
      '[x',
      '\xe9',
      '[\x80-\xff]',
      '{a,b}',
    ],
  ];
  const atom = () => atoms[random(atoms.length)]!;
  const component = () => Array.from({ length: 1 + random(4) }, atom).join('');
  /** Half of them are made from names that there are. */
  const known = () =>
    NAMES[random(NAMES.length)]!.replace(/[^/]/g, (character) =>
      random(2) === 0
        ? character
        : ['?', '*', `[!${atom()}]`, `[${character}]`, atom()][random(5)]!,
    );
  const unknown = () => Array.from({ length: 1 + random(3) }, component).join('/');
  const patterns: string[] = [];
  while (patterns.length < count) {
    // Not `.`, which glob(3) keeps in what it finds.
    const pattern = (random(2) === 0 ? known() : unknown()).replace(/(?<=^|\/)\.+(?=$|\/)/g, 'x');
    const whole = pattern + (random(10) === 0 ? '/' : '');
    if (!leftOpen(whole)) patterns.push(whole);
  }
  return patterns;
}

/** docs/differences.md: brackets, or `[.` within them, that are never closed. */
function leftOpen(pattern: string): boolean {
  return /\[([.:=])(?![^\]]*\1\])|\[[^\]]*\/$/.test(pattern);
}

const PATTERNS = [
  ...['*', '.*', '?', '??', '[a-c]*', '[!a-c]*', '[^a]*', '*b', '*.*', '*[*]*', '*\\*', '*[?]*'],
  ...['a', 'a/*', '*/*', '*/x', 'a*/x', '*/', 'a/', 'link/*', 'link', 'link/', 'dangling', 'd*'],
  ...['b/', 'a/x/', '*/x/', 'b*/', 'dangling/', 'none/'],
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

const NAMES = [
  ...[
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
    '\\x',
    'x*',
  ],
  ...['x?', 'a b', 'new\nline', '{a,b}', '~', 'x~', '-dash', 'x.y', 'ab', '\xe9'],
];

/** Names that patterns stumble over. */
function oddDirectory(): string {
  const directory = scratchDirectory();
  writeFiles(directory, Object.fromEntries(NAMES.map((name) => [name, ''])));
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
