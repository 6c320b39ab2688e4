import { createHash } from 'node:crypto';

/**
 * Draws the mutants that `scripts/mutation.sh --sample` tests, each with the same chance.
 *
 * A checker of Stryker's: it is asked once about everything that counts, those that no test runs among them, and turns away what was
 * not drawn. Which are drawn depends on the seed and on the mutants alone.
 */
export const strykerPlugins = [{ kind: 'Checker', name: 'sample', factory: () => new Sample() }];

class Sample {
  async init() {}

  async group(mutants) {
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants) {
    const { MUTATION_SAMPLE, MUTATION_SEED } = process.env;
    const drawn = new Set(
      mutants
        .map((mutant) => ({ id: mutant.id, lot: lot(MUTATION_SEED, mutant) }))
        .sort((a, b) => (a.lot < b.lot ? -1 : 1))
        .slice(0, Number(MUTATION_SAMPLE))
        .map(({ id }) => id),
    );
    return Object.fromEntries(
      mutants.map(({ id }) => [
        id,
        drawn.has(id) ? { status: 'passed' } : { status: 'compileError', reason: 'Not drawn' },
      ]),
    );
  }
}

function lot(seed, { id, location, mutatorName, replacement }) {
  return createHash('sha256')
    .update(JSON.stringify([seed, id, location, mutatorName, replacement]))
    .digest('hex');
}
