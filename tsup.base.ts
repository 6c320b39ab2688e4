import type { Options } from 'tsup';

/** What every package's build shares: one ESM file, its types, for the oldest Node that we promise. */
export function library(overrides: Options = {}): Options {
  return {
    entry: ['src/index.ts'],
    format: ['esm'],
    target: 'node20',
    platform: 'node',
    dts: true,
    clean: true,
    sourcemap: false,
    ...overrides,
  };
}
