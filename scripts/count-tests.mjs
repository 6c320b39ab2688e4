// Sums up vitest's JSON reports: one line, `N passed, N failed, N skipped`. Fails if a test failed, or none ran.
import { readFileSync } from 'node:fs';

const reports = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')));
const sum = (count) => reports.reduce((total, report) => total + count(report), 0);

const passed = sum((report) => report.numPassedTests);
const skipped = sum((report) => report.numPendingTests + report.numTodoTests);
// A file that cannot be loaded, or whose preparations fail, has failed without a failed test.
const hasFailed = ({ status, assertionResults }) =>
  status === 'failed' && assertionResults.every((test) => test.status !== 'failed');
const failed =
  sum((report) => report.numFailedTests) +
  sum((report) => report.testResults.filter(hasFailed).length);

console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
