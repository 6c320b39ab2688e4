import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { codes } from '../../src/explain/table.ts';

const PACKAGES = new URL('../../../', import.meta.url).pathname;

/** Programs of their own, whose errors are not the command's. */
const OTHERS = /^(create-|test-support)/;

/** What else may stand where a code does: a value that has its own origin, found by the second pattern. */
const PASSED_ON = /^(code|error\.code|worst\.problem\.code|START_PROBLEMS\[problem\])$/;

/** Words of SPDX. */
const NO_CODES: readonly string[] = ['OPERATING_SYSTEM'];

function sources(): string[] {
  return readdirSync(PACKAGES)
    .filter((name) => !OTHERS.test(name) && existsSync(`${PACKAGES}${name}/src`))
    .flatMap((name) => {
      const files = readdirSync(`${PACKAGES}${name}/src`, { recursive: true, encoding: 'utf8' });
      return files.map((file) => `${name}/src/${file}`);
    })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('cli/src/explain/'))
    .map((file) => readFileSync(`${PACKAGES}${file}`, 'utf8'));
}

const SOURCES = sources();

function matches(pattern: RegExp): string[] {
  return SOURCES.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1]!));
}

it('explains every error', () => {
  const made = matches(/new (?:Supermin|Newc)Error\(\s*([^,)]+)/g);
  const literal = made.flatMap((argument) => /^'(.+)'$/.exec(argument)?.[1] ?? []);
  expect(made.filter((text) => !text.startsWith("'") && !PASSED_ON.test(text))).toEqual([]);
  // Codes from tables and unions; no errno, nor a code of Node.js.
  const others = matches(/(?:\bcode: |[?:|] )'([A-Z]+_[A-Z_0-9]+)'/g);
  const known = new Set(codes());
  const unknown = [...literal, ...others].filter(
    (code) => !known.has(code) && !NO_CODES.includes(code),
  );
  expect([...new Set(unknown)].filter((code) => !code.startsWith('ERR_'))).toEqual([]);
});

it('explains no error that there is not', () => {
  const quoted = new Set(matches(/'([A-Z][A-Z_0-9]+)'/g));
  expect(codes().filter((code) => !quoted.has(code))).toEqual([]);
  expect(codes()).toEqual([...new Set(codes())]);
});
