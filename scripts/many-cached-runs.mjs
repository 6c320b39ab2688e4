// Runs a command in many different VMs, several at once, with a small limit of the cache, and tells how large the cache was at most:
// all that lies in its directory, with what was being made, looked at all through.
//
//     node scripts/many-cached-runs.mjs [RUNS [AT ONCE [LIMIT]]]
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const [runs = 100, atOnce = 8] = process.argv.slice(2, 4).map(Number);
/** 300 MB; `300M` is 300 MiB. */
const limit = process.argv[4] ?? '300000000';
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

/** Milliseconds between two looks. */
const PAUSE = 50;

/** Bytes on the disk, a hard link once. What is removed meanwhile makes du fail, and not its sum. */
async function sizeNow() {
  const du = spawn('du', ['-s', '--block-size=1', directory], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [text] = await Promise.all([readAll(du.stdout), once(du, 'close')]);
  return Number.parseInt(text, 10);
}

const sizes = [];
let isOver = false;

async function watch() {
  while (!isOver) {
    sizes.push(await sizeNow());
    await sleep(PAUSE);
  }
}

const wrong = [];

let alone = 0;

async function one(name) {
  const argv = ['run', '-v', '--bare', '--accel', 'tcg', '-p', name, '--', 'echo', name];
  const { stdout, stderr } = await supermin(argv).catch((error) => error);
  if (stdout !== `${name}\n`) wrong.push(`${name}: ${stderr}`);
  if (stderr.includes('is built for this VM alone')) alone++;
}

try {
  const watching = watch();
  const queue = packages.values();
  const work = async () => {
    for (const name of queue) await one(name);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  isOver = true;
  await watching;
  const mebibytes = (bytes) => `${(bytes / MEBIBYTE).toFixed(1)} MiB`;
  console.log(`${packages.length} runs, ${atOnce} at once, limit ${limit}: ${sizes.length} looks`);
  console.log(`highest ${Math.max(...sizes)} bytes (${mebibytes(Math.max(...sizes))})`);
  console.log(
    `at the end ${mebibytes(await sizeNow())}; ${alone} runs found no room to keep their appliance`,
  );
  for (const text of wrong) console.log(`wrong: ${text}`);
} finally {
  isOver = true;
  rmSync(directory, { recursive: true, force: true });
}
process.exitCode = wrong.length === 0 ? 0 : 1;
