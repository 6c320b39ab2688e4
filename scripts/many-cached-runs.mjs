// Runs a command in many different VMs, several at once, with a small limit of the cache, and tells how large the cache was: all of it,
// with what was being made (du), what `cache ls` lists, and of that what was not in use, which is what the limit is for.
//
//     node scripts/many-cached-runs.mjs [RUNS [AT ONCE [LIMIT]]]
import { execFile, execFileSync, spawnSync } from 'node:child_process';
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
  // What others remove meanwhile makes du fail, and not its sum.
  const { stdout } = spawnSync('du', ['-s', '--block-size=1', directory], { encoding: 'utf8' });
  const idle = sum(entries.filter(({ inUse }) => !inUse));
  sizes.push({ disk: Number.parseInt(stdout, 10), all: sum(entries), idle });
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
  console.log(
    `highest ${highest('disk')} with what was made, ${highest('all')} listed, ${highest('idle')} not in use`,
  );
  await measure();
  console.log(`at the end ${Math.round(sizes.at(-1).disk / MEBIBYTE)}`);
  for (const text of wrong) console.log(`wrong: ${text}`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
process.exitCode = wrong.length === 0 ? 0 : 1;
