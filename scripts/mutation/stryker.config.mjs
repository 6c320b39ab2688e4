const { MUTATION_SAMPLE, MUTATION_REPORT } = process.env;

/** Configuration of StrykerJS; `scripts/mutation.sh` says what to mutate. */
export default {
  testRunner: 'vitest',
  plugins: [
    '@stryker-mutator/vitest-runner',
    './scripts/mutation/messages.mjs',
    './scripts/mutation/sample.mjs',
  ],
  ignorers: ['messages'],
  checkers: MUTATION_SAMPLE ? ['sample'] : [],
  vitest: { configFile: 'scripts/mutation/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  // A constant of a module needs the whole suite for each mutant.
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 20_000,
  dryRunTimeoutMinutes: 30,
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: MUTATION_REPORT },
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['.git', 'bench', 'coverage', 'docs', 'test-e2e'],
};
