import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { configuredSources } from '../../../src/repository/sources/configured-sources.ts';

/** What a pacman.conf means, on a machine for x86_64. */
function read(text: string, files: readonly string[] = [], arch?: string) {
  const root = scratchDirectory();
  for (const path of ['/my.conf', ...files]) {
    mkdirSync(dirname(root + path), { recursive: true });
    writeFileSync(root + path, path === '/my.conf' ? text : '');
  }
  return configuredSources(localHost(root), '/my.conf', arch, 'x86_64');
}
const A = '[a]\nServer = http://one/$repo/os/$arch/\n';

describe('the repositories of a pacman.conf', () => {
  it('are in its order, each with its servers', async () => {
    const { sources } = await read(
      `[options]\n[b]\nServer = file:///b\n${A}Server = http://two//\n`,
    );
    expect(sources).toMatchObject([
      { name: 'b', uri: 'file:///b', mirrors: [], directory: '' },
      { name: 'a', uri: 'http://one/a/os/x86_64', mirrors: ['http://two'], directory: '' },
    ]);
    expect(sources.every(({ archive }) => archive === undefined)).toBe(true);
  });

  it.each([
    ['', true],
    ['Usage = All\n', true],
    ['Usage = Sync Install\n', true],
    ['Usage = Upgrade\n', true],
    ['Usage = Sync Search\n', false],
  ])('are not those that are only searched: %j', async (usage, isUsed) => {
    const { sources } = await read(`[z]\nServer = http://z\n${A}${usage}`);
    expect(sources.map(({ name }) => name)).toEqual(isUsed ? ['z', 'a'] : ['z']);
  });

  it('have the SigLevel of the options, but for their own', async () => {
    const own = '[b]\nServer = http://b\nSigLevel = PackageRequired\n';
    const { sources } = await read(`[options]\nSigLevel = Never\n${A}${own}`);
    expect(sources.map(({ sigLevel }) => sigLevel)).toEqual([
      { package: 'never', database: 'never' },
      { package: 'required', database: 'never' },
    ]);
  });
});

describe('architectures', () => {
  it.each<[string, string | undefined, string[]]>([
    ['', undefined, ['x86_64']],
    ['Architecture = auto\n', undefined, ['x86_64']],
    ['Architecture = aarch64\n', undefined, ['aarch64']],
    ['Architecture = x86_64_v3 auto\n', undefined, ['x86_64_v3', 'x86_64']],
    ['Architecture = x86_64_v3\nArchitecture = auto\n', undefined, ['x86_64_v3', 'x86_64']],
    ['Architecture = auto\n', 'riscv64', ['riscv64']],
  ])('with %j, and %s asked for, are %j', async (option, arch, expected) => {
    const { architectures, sources } = await read(`[options]\n${option}${A}`, [], arch);
    expect(architectures).toEqual(expected);
    expect(sources[0]!.uri).toBe(`http://one/a/os/${expected[0]}`);
  });
});

it('what is ignored is of all lines', async () => {
  const { ignored } = await read(
    `[options]\nIgnorePkg = a b*\nIgnorePkg = c\nIgnoreGroup = g\n${A}`,
  );
  expect(ignored).toEqual({ packages: ['a', 'b*', 'c'], groups: ['g'] });
});

describe('keyrings', () => {
  const keyrings = async (option: string, ...files: string[]) =>
    (await read(`[options]\n${option}${A}`, files)).sources[0]!.keyrings;
  const PACMAN = ['/etc/pacman.d/gnupg/pubring.gpg', '/etc/pacman.d/gnupg/pubring.kbx'];

  it.each(['/keys', '/keys/', '/keys///'])('are those of GPGDir = %s', async (directory) => {
    const found = await keyrings(`GPGDir = /old\nGPGDir = ${directory}\n`, ...PACMAN);
    expect(found).toEqual(['/keys/pubring.gpg', '/keys/pubring.kbx']);
  });

  it.each(PACMAN)("are those of pacman's directory, if there is %s", async (path) => {
    expect(await keyrings('', path, '/usr/share/keyrings/archlinux.gpg')).toEqual(PACMAN);
  });

  it('are those of packages, where pacman has none', async () => {
    const packaged = [
      ...['/usr/share/pacman/keyrings/manjaro.gpg', '/usr/share/keyrings/archlinux.gpg'],
    ];
    const others = [
      ...['/usr/share/keyrings/debian.gpg', '/usr/share/keyrings/archlinux.gpg.old'],
      '/usr/share/keyrings/my-archlinux.gpg',
    ];
    expect(await keyrings('', ...packaged, ...others)).toEqual(packaged);
  });

  it('are none, where there are none', async () => {
    expect(await keyrings('')).toEqual([]);
  });
});

describe('a pacman.conf is refused', () => {
  it.each<[string, string, string, string]>([
    ['without repositories', '[options]\n', 'FROM_FILE', '/my.conf'],
    ['a repository without Server', '[a]\n', 'PACMAN_CONFIGURATION', '[a] has no Server'],
    [
      'a Server that is no address',
      '[a]\nServer = /srv\n',
      'PACMAN_CONFIGURATION',
      "'/srv' is not",
    ],
    [
      'the name of the local database',
      '[local]\nServer = http://x\n',
      'PACMAN_CONFIGURATION',
      'local',
    ],
    [
      'a name that leads elsewhere',
      '[../a]\nServer = http://x\n',
      'PACMAN_CONFIGURATION',
      '[../a]',
    ],
    ['a hidden name', '[.a]\nServer = http://x\n', 'PACMAN_CONFIGURATION', '[.a]'],
    ['an unknown SigLevel', `${A}SigLevel = Perhaps\n`, 'PACMAN_CONFIGURATION', "'Perhaps' is not"],
  ])('with %s', async (_, text, code, message) => {
    await expect(read(text)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});
