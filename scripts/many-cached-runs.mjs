// Runs a command in many different VMs, several at once, with a small limit of the cache, and tells how large the cache was: all of it,
// and without what was in use, which is never removed.
//
//     node scripts/many-cached-runs.mjs [RUNS [AT ONCE [LIMIT]]]
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const [runs = 100, atOnce = 8] = process.argv.slice(2, 4).map(Number);
const limit = process.argv[4] ?? '300M';
const SUPERMIN = fileURLToPath(new URL('../packages/cli/bin/supermin', import.meta.url));
const MEBIBYTE = 2 ** 20;

const directory = mkdtempSync(join(tmpdir(), 'supermin-cached-runs-'));
const env = { ...process.env, XDG_CACHE_HOME: directory, SUPERMIN_CACHE_LIMIT: limit };
const supermin = (argv) => promisify(execFile)(SUPERMIN, argv, { env, maxBuffer: 2 ** 28 });

/** Packages, each of which makes another appliance. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own
const packages = execFileSync('dpkg-query', ['-W', '-f', '${db:Status-Abbrev}${Package}\n'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((line) => line.startsWith('ii '))
  .map((line) => line.slice(3).trim())
  .filter((name) => name.startsWith('lib'))
  .slice(0, runs);

const sizes = [];

async function measure() {
  const { entries } = JSON.parse((await supermin(['cache', 'ls', '--json'])).stdout);
  const sum = (list) => list.reduce((total, { bytes }) => total + bytes, 0);
  sizes.push({ all: sum(entries), idle: sum(entries.filter(({ inUse }) => !inUse)) });
  return sizes.at(-1);
}

const wrong = [];

async function one(name) {
  const argv = ['run', '--bare', '--accel', 'tcg', '-p', name, '--', 'echo', name];
  const { stdout } = await supermin(argv).catch((error) => ({ stdout: error.stderr }));
  if (stdout !== `${name}\n`) wrong.push(`${name}: ${stdout}`);
  await measure();
}

try {
  const queue = packages.values();
  const work = async () => {
    for (const name of queue) await one(name);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const highest = (key) => Math.round(Math.max(...sizes.map((size) => size[key])) / MEBIBYTE);
  console.log(`${packages.length} runs, ${atOnce} at once, limit ${limit}, MiB:`);
  console.log(`highest ${highest('all')}, of that not in use ${highest('idle')}`);
  // Those that ran when the last one was built were left alone: the next one sees to them.
  await one('base-files');
  console.log(`after one more: ${Math.round(sizes.at(-1).all / MEBIBYTE)}`);
  for (const text of wrong) console.log(`wrong: ${text}`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
process.exitCode = wrong.length === 0 ? 0 : 1;
