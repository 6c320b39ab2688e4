import { mkdirSync, writeFileSync } from 'node:fs';
import { isSuperminError, type PackageRepository, type ResolvedPackages } from '@supermin/core';
import {
  type PackageDescription,
  ScratchPacman,
  writeRepository,
} from '@supermin/test-support/pacman';
import { randomNumbers } from '@supermin/test-support/random';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { openRepository } from '../../../src/repository/package-repository.ts';
import { HAS_PACMAN } from '../../fixtures/has-pacman.ts';
import { generatedNames, generatedRepositories } from '../fixtures/generated.ts';
import { openOptions } from '../fixtures/open.ts';

/** Of each repository. `SUPERMIN_TEST_SETS=100` asks about more. */
const SETS = Number(process.env.SUPERMIN_TEST_SETS ?? 12);

const IGNORED = ['IgnorePkg = p1? p200', 'IgnoreGroup = g[01]'];

function makeRepositories(top: string, all: Record<string, PackageDescription[]>) {
  const directories: Record<string, string> = {};
  for (const [name, packages] of Object.entries(all)) {
    directories[name] = `${top}/${name}`;
    mkdirSync(directories[name]);
    const packed = packages.map((described) => {
      // Nobody looks into them.
      const path = `${top}/${name}/${described.name}.pkg.tar.zst`;
      writeFileSync(path, described.name);
      return { described, path };
    });
    writeRepository(directories[name], name, packed);
  }
  return directories;
}

/** As `ScratchPacman` has them. */
function ours(repository: PackageRepository, names: readonly string[]): string[] | undefined {
  try {
    const { packages } = repository.resolve(names, {}) as ResolvedPackages;
    return packages.map(({ name, version }) => `${name} ${version}`).sort();
  } catch (error) {
    if (!isSuperminError(error) || !error.code.startsWith('PACKAGES_')) throw error;
    return undefined;
  }
}

describe.runIf(HAS_PACMAN)('beside pacman, with an empty root', () => {
  it.each([
    [1, 1],
    [2, 5],
    [3, 8],
  ])(
    'the same packages, or an error where pacman has one: repositories %i',
    async (seed, peace) => {
      const random = randomNumbers(seed);
      const top = scratchDirectory();
      const directories = makeRepositories(top, generatedRepositories(random, peace));
      const pacman = new ScratchPacman(`${top}/pacman`, directories, peace === 1 ? IGNORED : []);
      const repository = await openRepository(openOptions(pacman.configuration, `${top}/cache`));
      const differences: unknown[] = [];
      let installed = 0;
      for (let set = 0; set < SETS; set++) {
        const names = generatedNames(random);
        const [theirs, found] = [pacman.install(names), ours(repository, names)];
        if (theirs !== undefined) installed++;
        if (JSON.stringify(found) !== JSON.stringify(theirs)) {
          differences.push({ names, found, theirs });
        }
      }
      expect(differences).toEqual([]);
      expect(installed).toBeGreaterThan(0);
    },
    600_000,
  );

  it('the same of names that mean one package, or two of one name', async () => {
    const top = scratchDirectory();
    const tool = { name: 'tool', arch: 'any', groups: ['tools'] };
    const directories = makeRepositories(top, {
      core: [{ ...tool, version: '1-1', provides: ['thing'] }],
      extra: [{ ...tool, version: '2-1', provides: ['other'] }],
    });
    const pacman = new ScratchPacman(`${top}/pacman`, directories);
    const repository = await openRepository(openOptions(pacman.configuration, `${top}/cache`));
    const one = ['tool 1-1'];
    for (const [names, expected] of [
      [['tool', 'core/tool', 'thing', 'tools', 'tool'], one],
      [['core/tool', 'extra/tool'], undefined],
      [['tools', 'other'], undefined],
    ] as const) {
      expect(pacman.install(names)).toEqual(expected);
      expect(ours(repository, names)).toEqual(expected);
    }
  });
});
