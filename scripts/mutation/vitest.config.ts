import { defineConfig } from 'vitest/config';
import { sources } from '../../vitest.config.ts';

const { MUTATION_TESTS = '' } = process.env;

/** The unit tests that `scripts/mutation.sh` asks for. Those that boot a VM are end-to-end tests, which take minutes. */
export default defineConfig({
  resolve: { alias: sources },
  test: {
    include: MUTATION_TESTS.split(','),
    setupFiles: ['scripts/mutation/thread-limits.ts'],
    testTimeout: 60_000,
  },
});
