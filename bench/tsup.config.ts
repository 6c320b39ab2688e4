import { defineConfig } from 'tsup';

/** The bench itself, and the floors that it starts as programs of their own. */
export default defineConfig({
  entry: ['bench/src/main.ts', 'bench/src/floors/copy-loop.ts'],
  outDir: 'bench/dist',
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  // Bundled one by one, as the floor must load nothing that it does not need.
  splitting: false,
  external: ['@observablehq/plot', 'linkedom'],
  clean: true,
  silent: true,
});
