import { mkdirSync, writeFileSync } from 'node:fs';
import type { PackageRepository, ResolvedPackages } from '@supermin/core';
import { type PackageDescription, writeRepository } from '@supermin/test-support/pacman';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { openRepository } from '../../src/repository/package-repository.ts';
import { openOptions } from './fixtures/open.ts';

type Described = Partial<PackageDescription> & { name: string };

/** Repositories of these packages, whose files nobody looks into, for x86_64. */
function open(...repositories: readonly (readonly Described[])[]): Promise<PackageRepository> {
  const top = scratchDirectory();
  const sections = repositories.map((packages, number) => {
    const directory = `${top}/r${number}`;
    mkdirSync(directory);
    const packed = packages.map((described) => {
      const path = `${directory}/${described.name}.pkg.tar.zst`;
      writeFileSync(path, described.name);
      return { described: { version: '1-1', ...described }, path };
    });
    writeRepository(directory, `r${number}`, packed);
    return `[r${number}]\nServer = file://${directory}\n`;
  });
  const options = '[options]\nArchitecture = x86_64\nSigLevel = Never\n';
  writeFileSync(`${top}/my.conf`, options + sections.join(''));
  return openRepository(openOptions(`${top}/my.conf`, `${top}/cache`));
}
const named = (...names: string[]) => names.map((name) => ({ name }));

describe('a repository of pacman', () => {
  it('has packages by name and by what they provide', async () => {
    const repository = await open([{ name: 'bash', provides: ['sh'] }]);
    expect(
      ['bash', 'sh', 'bash>=1', 'bash>=2', 'dash'].map((name) => repository.has(name)),
    ).toEqual([true, true, true, false, false]);
  });

  it.each<[string, Described[], string[]]>([
    ['the package base', [...named('base', 'bash', 'sed')], ['base']],
    [
      'the group base, where there is no such package',
      [{ name: 'bash', groups: ['base'] }],
      ['base'],
    ],
    ['what base is made of, as far as it is there', named('sed', 'bash', 'vim'), ['bash', 'sed']],
    ['nothing, where there is nothing of it', named('vim'), []],
  ])('has as essential %s', async (_, packages, expected) => {
    expect((await open(packages)).essential()).toEqual(expected);
  });

  it('has what configures packages, as far as it is there', async () => {
    expect((await open(named('tar', 'vim', 'pacman'))).configuring?.()).toEqual(['pacman', 'tar']);
    expect((await open(named('vim'))).configuring?.()).toEqual([]);
  });

  it('has the usual kernel, if that is for its architecture', async () => {
    const kernel = async (...packages: Described[]) => (await open(packages)).kernel()?.name;
    const [usual, other] = [
      { name: 'linux', arch: 'x86_64' },
      { name: 'linux-lts', arch: 'x86_64' },
    ];
    expect(await kernel(other, usual)).toBe('linux');
    expect(await kernel(other, { name: 'linux', arch: 'aarch64' })).toBe('linux-lts');
    expect(await kernel({ name: 'linux', arch: 'any' })).toBeUndefined();
    expect(await kernel(...named('vim'))).toBeUndefined();
  });

  it('gives packages sorted, each with its repository, and says what was chosen', async () => {
    const repository = await open(
      [
        { name: 'z', depends: ['sh'] },
        { name: 'bash', provides: ['sh'] },
      ],
      [{ name: 'dash', provides: ['sh'] }, { name: 'a' }],
    );
    const { packages, notes } = (await repository.resolve(['z', 'a'], {})) as ResolvedPackages;
    expect(packages.map(({ source, name }) => `${source} ${name}`)).toEqual([
      ...['1 a', '0 bash', '0 z'],
    ]);
    expect(packages[0]).toMatchObject({ version: '1-1', path: 'a.pkg.tar.zst', size: 1 });
    expect(notes).toEqual(["'sh': chose bash, not dash"]);
  });
});
