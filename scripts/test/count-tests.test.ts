import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../count-tests.mjs', import.meta.url));

/** A file of a report of vitest's, by what became of its tests. */
const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

function count(...files: ReturnType<typeof file>[]): string {
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const of = (status: string) => tests.filter((test) => test.status === status).length;
  const report = {
    ...{ numPassedTests: of('passed'), numFailedTests: of('failed') },
    ...{ numPendingTests: of('skipped'), numTodoTests: 0, testResults: files },
  };
  const directory = scratchDirectory({ 'report.json': JSON.stringify(report) });
  const { stdout, status } = spawnSync(process.execPath, [SCRIPT, `${directory}/report.json`], {
    encoding: 'utf8',
  });
  return `${status}: ${stdout}`;
}

it('counts tests', () => {
  const [good, bad] = [file('passed', 'passed', 'skipped'), file('failed', 'passed', 'failed')];
  expect(count(good)).toBe('0: 1 passed, 0 failed, 1 skipped\n');
  expect(count(good, bad)).toBe('1: 2 passed, 1 failed, 1 skipped\n');
  expect(count()).toBe('1: 0 passed, 0 failed, 0 skipped\n');
});

it('counts a file that cannot be loaded, and one whose preparations fail', () => {
  const good = file('passed', 'passed');
  expect(count(good, file('failed'))).toBe('1: 1 passed, 1 failed, 0 skipped\n');
  expect(count(good, file('failed', 'skipped', 'passed'))).toBe(
    '1: 2 passed, 1 failed, 1 skipped\n',
  );
});
