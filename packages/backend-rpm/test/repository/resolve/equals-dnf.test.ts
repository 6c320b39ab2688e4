import { mkdirSync } from 'node:fs';
import { available, hasProgram } from '@supermin/test-support/programs';
import { randomNumbers } from '@supermin/test-support/random';
import { type PackageDescription, RpmRepository } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { dnfSets } from '../fixtures/dnf-sets.ts';
import { openRepositories, resolved } from '../fixtures/open.ts';
import { randomPackages, randomSet } from '../fixtures/random-packages.ts';

const HAS_TOOLS = ['dnf', 'createrepo_c'].every((name) => available(name, hasProgram(name)));

/** 60 of each repository, which CI runs; `SUPERMIN_DNF_SETS=300 SUPERMIN_DNF_SEEDS='3 4 5'` for more. */
const SETS = Number(process.env.SUPERMIN_DNF_SETS ?? 60);
const SEEDS = (process.env.SUPERMIN_DNF_SEEDS ?? '1 2').split(' ').map(Number);

/** What generated repositories have too rarely. */
const BY_HAND: readonly (readonly [string, readonly Omit<PackageDescription, 'version'>[]])[] = [
  [
    'a version without a release meets one with a release, as libsolv has it and rpm has not',
    [
      { name: 'asked', requires: ['c < 2-5'] },
      { name: 'other', provides: ['c = 2'] },
    ],
  ],
  [
    'a recommendation whose condition holds only later',
    [
      { name: 'asked', requires: ['v', 'w'], recommends: ['(second if late)'] },
      { name: 'first', provides: ['v'] },
      { name: 'second', provides: ['v'] },
      { name: 'late', provides: ['w'] },
      { name: 'later', provides: ['w'] },
    ],
  ],
];

describe.runIf(HAS_TOOLS)('beside dnf, in an empty root', () => {
  it.each(SEEDS)(
    'the same packages, or an error where dnf has one: repository %i',
    async (seed) => {
      const random = randomNumbers(seed);
      const top = scratchDirectory();
      const directory = `${top}/repository`;
      new RpmRepository(directory, randomPackages(random));
      const sets = Array.from({ length: SETS }, () => randomSet(random, 4));
      const root = `${top}/root`;
      mkdirSync(root);
      const theirs = dnfSets({ root, repositories: [[directory, 99]], sets });
      const repository = await openRepositories(top, [[directory, 99]]);
      const differences: unknown[] = [];
      for (const [at, names] of sets.entries()) {
        const ours = await resolved(repository, names);
        if (JSON.stringify(ours) !== JSON.stringify(theirs[at])) {
          differences.push({ names, ours, theirs: theirs[at] });
        }
      }
      expect(differences).toEqual([]);
      expect(theirs.filter((each) => each !== null).length).toBeGreaterThan(SETS / 10);
    },
    300_000,
  );

  it.each(BY_HAND)('%s', async (_, packages) => {
    const top = scratchDirectory();
    const directory = `${top}/repository`;
    new RpmRepository(
      directory,
      packages.map((each) => ({ ...each, version: '1' })),
    );
    mkdirSync(`${top}/root`);
    const sets = [['asked']];
    const [theirs] = dnfSets({ root: `${top}/root`, repositories: [[directory, 99]], sets });
    const repository = await openRepositories(top, [[directory, 99]]);
    expect(await resolved(repository, ['asked'])).toEqual(theirs);
    expect(theirs).not.toBeNull();
  });
});
