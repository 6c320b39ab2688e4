/** Configuration of StrykerJS; `scripts/mutation.sh` says what to mutate. */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', './scripts/mutation/messages.mjs'],
  ignorers: ['messages'],
  vitest: { configFile: 'scripts/mutation/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  // A constant of a module needs the whole suite for each mutant.
  ignoreStatic: true,
  concurrency: 1,
  timeoutMS: 10_000,
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'coverage/mutation/report.json' },
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['.git', 'bench', 'coverage', 'docs', 'test-e2e'],
};
