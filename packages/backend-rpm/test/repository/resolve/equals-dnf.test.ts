import { mkdirSync } from 'node:fs';
import { available, hasProgram } from '@supermin/test-support/programs';
import { randomNumbers } from '@supermin/test-support/random';
import { RpmRepository } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { dnfSets } from '../fixtures/dnf-sets.ts';
import { openRepositories, resolved } from '../fixtures/open.ts';
import { randomPackages, randomSet } from '../fixtures/random-packages.ts';

const HAS_TOOLS = ['dnf', 'createrepo_c'].every((name) => available(name, hasProgram(name)));

/** 60 of each repository, which CI runs; `SUPERMIN_DNF_SETS=300 SUPERMIN_DNF_SEEDS='3 4 5'` for more. */
const SETS = Number(process.env.SUPERMIN_DNF_SETS ?? 60);
const SEEDS = (process.env.SUPERMIN_DNF_SEEDS ?? '1 2').split(' ').map(Number);

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
});
