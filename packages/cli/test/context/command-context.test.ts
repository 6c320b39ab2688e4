import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseCommandLine } from '../../src/arguments/parse.ts';
import {
  type CommandContext,
  hostOf,
  resolverOf,
  sourceDateEpoch,
  temporaryDirectory,
} from '../../src/context/command-context.ts';

function contextOf(...argv: string[]): CommandContext {
  const { signal } = new AbortController();
  return { invocation: parseCommandLine(argv), signal, report: () => {} };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('TMPDIR', () => {
  it.each([
    ['unset', undefined, '/var/tmp'],
    ['empty, which is like unset', '', '/var/tmp'],
    ['a directory', '/srv/tmp', '/srv/tmp'],
    ['a name that is not ASCII, as bytes', '/srv/caf\u00e9', '/srv/caf\xc3\xa9'],
  ])('%s', (_, value, expected) => {
    vi.stubEnv('TMPDIR', value);
    expect(temporaryDirectory()).toBe(expected);
  });

  it('a relative path is an error', () => {
    vi.stubEnv('TMPDIR', 'tmp');
    expect(() => temporaryDirectory()).toThrow(
      expect.objectContaining({
        code: 'TMPDIR_RELATIVE',
        message: "TMPDIR is a relative path: 'tmp'",
      }),
    );
  });
});

describe('SOURCE_DATE_EPOCH', () => {
  it.each([
    ['unset', undefined, undefined],
    ['empty, which is like unset', '', undefined],
    ['zero, which is a time', '0', 0],
    ['a number of seconds', '1700000000', 1_700_000_000],
  ])('%s', (_, value, expected) => {
    vi.stubEnv('SOURCE_DATE_EPOCH', value);
    expect(sourceDateEpoch()).toBe(expected);
  });

  it.each(['-1', '1.5', '0x10', ' 1', '1 ', 'now'])("'%s' is an error", (value) => {
    vi.stubEnv('SOURCE_DATE_EPOCH', value);
    expect(() => sourceDateEpoch()).toThrow(
      expect.objectContaining({
        code: 'SOURCE_DATE_EPOCH',
        message: `SOURCE_DATE_EPOCH is not a number of seconds: '${value}'`,
      }),
    );
  });
});

describe('--root', () => {
  it('absent: this machine', () => {
    expect(hostOf(contextOf('build', 'a', '-o', 'out')).root).toBe('/');
  });

  it('a directory', () => {
    const root = scratchDirectory();
    expect(hostOf(contextOf('build', '--root', root, 'a', '-o', 'out')).root).toBe(root);
  });

  it.each(['file', 'none'])('%s is an error', (name) => {
    const root = `${scratchDirectory({ file: '' })}/${name}`;
    expect(() => hostOf(contextOf('build', '--root', root, 'a', '-o', 'out'))).toThrow(
      expect.objectContaining({ code: 'ROOT', message: `--root: no such directory: ${root}` }),
    );
  });
});

it.each([
  ['default', []],
  ['default', ['--resolver', 'default']],
  ['supermin5', ['--resolver', 'supermin5']],
])('the resolver is %s with %j', (expected, options) => {
  expect(resolverOf(contextOf('prepare', ...options, 'bash', '-o', 'out'))).toBe(expected);
});
