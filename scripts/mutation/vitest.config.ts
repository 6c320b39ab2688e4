import { defineConfig } from 'vitest/config';
import { sources } from '../../vitest.config.ts';

const { MUTATION_TESTS = '', MUTATION_NOT = '' } = process.env;

/** The unit tests that `scripts/mutation.sh` asks for. Those that boot a VM are left out. */
export default defineConfig({
  resolve: { alias: sources },
  test: {
    include: MUTATION_TESTS.split(','),
    exclude: MUTATION_NOT.split(',').filter((file) => file !== ''),
    setupFiles: ['scripts/mutation/thread-limits.ts'],
    // Stryker counts in every statement, which makes some of them ten times slower; it has time limits of its own.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
