// Starts many VMs from saved ones, several at once, and compares what each answers with what it has to be; then tells what a start
// costs, booted and restored, in processor time of QEMU, which other work on this machine changes little.
//
//     node --import ./scripts/from-sources/register.mjs scripts/many-restores.mjs [STARTS [TEMPLATES [AT ONCE]]]
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { run } from '../packages/vm/src/index.ts';

const [starts = 1000, templates = 10, atOnce = 4] = process.argv.slice(2).map(Number);
const PAIRS = 5;

const directory = mkdtempSync(join(tmpdir(), 'supermin-restores-'));
const seen = new Set();
const counts = { saved: 0, restored: 0, booted: 0 };
const wrong = [];
/** By how many seconds a VM's time was behind that of its answer's arrival. */
let latest = 0;

/** What a VM has written, and when the last of it came, in seconds. */
class Answer extends Writable {
  text = '';
  came = 0;
  _write(chunk, _encoding, done) {
    this.text += chunk;
    this.came = Date.now() / 1000;
    done();
  }
}

/** Counts how VMs were started. */
function count(event) {
  if (event.kind !== 'message' || !event.text.startsWith('template: ')) return;
  if (event.text.includes('saved a VM')) counts.saved++;
  else if (event.text.includes('is restored')) counts.restored++;
  else counts.booted++;
}

/** One VM, with a question whose answer is known. */
async function start(number, template = true) {
  const [a, b] = [randomInt(2 ** 20), randomInt(2 ** 20)];
  const script = `echo $((${a} * ${b})); cat /proc/sys/kernel/random/uuid; read x < /proc/sys/kernel/random/boot_id; echo $x; date +%s`;
  const began = Date.now() / 1000;
  const answer = new Answer();
  const { status } = await run(['sh', '-c', script], {
    ...{ template, accelerator: 'tcg', temporaryDirectory: directory, report: count },
    ...{ memory: 512 + (number % templates), stdout: answer },
  });
  const stdout = answer.text;
  const [product, uuid, boot, time] = stdout.split('\n');
  // What comes after the answer may take long on a busy machine, and so may its way here.
  const late = answer.came - Number(time);
  latest = Math.max(latest, late);
  const rightTime = Number(time) > began - 1 && Number(time) < answer.came + 1;
  if (status !== 0 || Number(product) !== a * b || !rightTime) {
    wrong.push({ status, expected: a * b, began, came: answer.came, stdout });
  }
  if (seen.has(uuid) || seen.has(boot)) wrong.push(`twice: ${stdout}`);
  seen.add(uuid).add(boot);
}

/** Milliseconds that ended children of this process have had of a processor: proc(5), fields 16 and 17 of stat. */
function childrenTime() {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

async function cost(template) {
  const before = childrenTime();
  await start(0, template);
  return childrenTime() - before;
}

try {
  for (let number = 0; number < templates; number++) await start(number);
  const pairs = [];
  for (let pair = 0; pair < PAIRS; pair++) pairs.push([await cost(true), await cost(false)]);
  console.log('processor time of QEMU and helpers, ms, [restored, booted]:', JSON.stringify(pairs));
  let next = 0;
  const worker = async () => {
    while (next < starts) {
      const number = next++;
      await start(number);
      if (number % 100 === 99) console.log(number + 1, JSON.stringify(counts));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const processes = execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], {
    encoding: 'utf8',
  });
  const left = {
    processes: processes.split('\n').filter((line) => line.includes('qemu')),
    files: readdirSync(directory),
  };
  console.log(JSON.stringify({ counts, wrong, left, latest }));
  if (wrong.length + left.processes.length + left.files.length > 0) process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true });
}
