import { defineConfig } from 'vitest/config';
import { sources } from '../../vitest.config.ts';

const { MUTATION_PACKAGE } = process.env;

/** The unit tests of one package. Those that boot a VM are end-to-end tests, which take minutes: they are left out. */
export default defineConfig({
  resolve: { alias: sources },
  test: {
    include: [`packages/${MUTATION_PACKAGE}/test/**/*.test.ts`],
    testTimeout: 60_000,
  },
});
