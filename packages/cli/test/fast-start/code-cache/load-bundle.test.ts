import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadBundle } from '../../../src/fast-start/code-cache/load-bundle.ts';

const require = createRequire(import.meta.url);
const BUNDLE = 'exports.where = __dirname; exports.twice = (n) => require("fs") && 2 * n;';

type Bundle = { where: string; twice: (n: number) => number };

let top: string;
beforeEach(() => {
  top = scratchDirectory({ 'bundle.cjs': BUNDLE });
  vi.stubEnv('NODE_OPTIONS', '');
  vi.stubEnv('NODE_V8_COVERAGE', '');
  vi.stubEnv('NODE_DISABLE_COMPILE_CACHE', '');
  // The runner's own.
  vi.spyOn(process, 'execArgv', 'get').mockReturnValue([]);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Runs the bundle for a job, and remembers. */
function job(name = 'job', cacheDirectory: () => string | undefined = () => top): void {
  const file = join(top, 'bundle.cjs');
  const bundle = loadBundle<Bundle>(file, { job: name, cacheDirectory, require });
  expect(bundle.exports.where).toBe(top);
  expect(bundle.exports.twice(2)).toBe(4);
  bundle.remember();
}

/** The files of the cache: name and content. */
function cached(): Record<string, string> {
  const names = readdirSync(join(top, 'code')).sort();
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(top, 'code', name), 'latin1')]),
  );
}

it('keeps compiled code once for each job', () => {
  job();
  const first = cached();
  expect(Object.keys(first)).toEqual([expect.stringMatching(/^job-v\d/)]);
  const [name] = Object.keys(first);
  job('other');
  expect(Object.keys(cached())).toHaveLength(2);
  job();
  expect(cached()[name!]).toBe(first[name!]);
});

it('a bundle that was changed, to the same length, is another one', () => {
  job();
  writeFileSync(join(top, 'bundle.cjs'), BUNDLE.replace('2 * n', 'n + n'));
  job();
  expect(Object.keys(cached())).toHaveLength(2);
});

it.each(['NODE_OPTIONS', 'NODE_V8_COVERAGE', 'NODE_DISABLE_COMPILE_CACHE'])(
  'nothing is kept with %s',
  (variable) => {
    vi.stubEnv(variable, '1');
    job();
    expect(cached).toThrow('ENOENT');
  },
);

it('nothing is kept with options for Node, which may change what is compiled', () => {
  vi.spyOn(process, 'execArgv', 'get').mockReturnValue(['--jitless']);
  job();
  expect(cached).toThrow('ENOENT');
});

it('a user without a cache directory does without', () => {
  job('job', () => undefined);
  expect(cached).toThrow('ENOENT');
});
