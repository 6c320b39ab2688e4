import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Unit tests run on the sources; end-to-end tests on the built command. */
export const sources = [
  {
    find: /^@supermin\/([a-z0-9-]+)\/([a-z]+)$/,
    replacement: fileURLToPath(new URL('./packages/$1/src/$2/index.ts', import.meta.url)),
  },
  {
    find: /^@supermin\/([a-z0-9-]+)$/,
    replacement: fileURLToPath(new URL('./packages/$1/src/index.ts', import.meta.url)),
  },
];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: sources },
        test: {
          name: 'unit',
          include: [
            'packages/*/test/**/*.test.ts',
            'bench/test/**/*.test.ts',
            'scripts/test/**/*.test.ts',
          ],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // All processors; vitest leaves one of them free.
          maxWorkers: '100%',
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test-e2e/**/*.test.ts'],
          globalSetup: ['test-e2e/support/install.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // A VM without KVM, and a package manager, keep half of two processors busy; with three files at a time all of them took longer.
          // Each file has directories and caches of its own.
          maxWorkers: 2,
        },
      },
    ],
  },
});
