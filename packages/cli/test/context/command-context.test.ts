import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  hostOf,
  imageOptionsOf,
  resolverOf,
  rootOf,
  sourceDateEpoch,
  temporaryDirectory,
  xattrsOf,
} from '../../src/context/command-context.ts';
import { contextOf, ownPlaces } from '../support/in-process.ts';

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
        hint: 'set it to an absolute path, or unset it for /var/tmp',
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
      expect.objectContaining({
        ...{ code: 'ROOT', message: `--root: no such directory: ${root}` },
        hint: expect.stringContaining('docker-archive:FILE, oci:DIR, docker://NAME'),
      }),
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

describe('what packages and files are read from', () => {
  const build = (...options: string[]) => contextOf('build', ...options, 'a', '-o', 'out');

  it('is this machine, or a directory', async () => {
    const here = await rootOf(build());
    expect([here.host.root, here.image]).toEqual(['/', undefined]);
    const root = scratchDirectory();
    const there = await rootOf(build('--root', root));
    expect([there.host.root, there.image]).toEqual([root, undefined]);
  });

  it('is a container image, if it is called so', async () => {
    ownPlaces();
    const directory = scratchDirectory();
    await expect(rootOf(build('--root', `oci:${directory}/none`))).rejects.toMatchObject({
      code: expect.stringMatching(/^IMAGE_/),
    });
  });

  it('images are looked for as options say', () => {
    const { cache } = ownPlaces();
    const context = build('--root=docker://x');
    expect(imageOptionsOf(context)).toEqual({
      ...{ cacheDirectory: cache, arch: undefined, insecure: false, pull: false },
      ...{ signal: context.signal, report: context.report },
    });
    const options = ['--arch=arm64', '--insecure', '--pull', '--root=docker://x'];
    expect(imageOptionsOf(build(...options))).toMatchObject({
      ...{ arch: 'arm64', insecure: true, pull: true },
    });
  });
});

it.each([
  [undefined, []],
  ['all', ['--xattrs=all']],
  ['none', ['--xattrs=none']],
  ['default', ['--xattrs=default']],
])('extended attributes to keep are %s with %j', (expected, options) => {
  expect(xattrsOf(contextOf('build', ...options, 'a', '-o', 'out'))).toBe(expected);
});
