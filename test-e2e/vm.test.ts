import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { describe, expect, it, vi } from 'vitest';
import { HAS_QEMU } from './support/qemu.ts';

const VM = fileURLToPath(new URL('../packages/vm/dist/index.js', import.meta.url));

/** MiB through one command; a larger number for a measurement. */
const MIB = Number(process.env.SUPERMIN_TEST_MIB ?? 256);

/** Writes so much that differs from block to block into `cat`, hashes what comes back, and asks another command meanwhile. */
const STREAMS = `
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Vm } from ${JSON.stringify(VM)};
const SIZE = 65_536;
const block = Buffer.alloc(SIZE, 'some text that is not all the same; ');
const [sent, came] = [createHash('sha256'), createHash('sha256')];
function* blocks() {
  for (let number = 0; number < ${MIB * 16}; number++) {
    block.writeUInt32LE(number, 4 * (number % 1000));
    sent.update(block);
    yield Buffer.from(block);
  }
}
const vm = await Vm.start();
const answer = async () => {
  const began = performance.now();
  const { stdout } = await vm.exec(['echo', 'here']);
  if (stdout !== 'here\\n') throw new Error(stdout);
  return performance.now() - began;
};
await answer();
const idle = await answer();
const job = vm.spawn(['cat']);
const feeding = pipeline(Readable.from(blocks()), job.stdin);
const reading = (async () => { for await (const chunk of job.stdout) came.update(chunk); })();
let over = false;
reading.then(() => { over = true; });
const answers = [];
while (!over) {
  answers.push(await answer());
  await new Promise((resolve) => setTimeout(resolve, 200));
}
await feeding;
const { status } = await job.exit;
await vm.stop();
const equal = sent.digest('hex') === came.digest('hex');
answers.sort((a, b) => a - b);
const [median, slowest] = [answers[answers.length >> 1], answers.at(-1)];
console.log(JSON.stringify({ status, equal, count: answers.length, idle, median, slowest, rss: process.resourceUsage().maxRSS }));
`;

const WAITING = `
import { Vm } from ${JSON.stringify(VM)};
const vm = await Vm.start();
const job = vm.spawn(['sh', '-c', 'echo up; sleep 1000']);
job.stdout.pipe(process.stdout);
await job.exit;
`;

describe.runIf(HAS_QEMU).each(USERS)('a program that uses Vm, as $name', (user) => {
  const directory = scratchDirectory({}, user);
  const options = {
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    env: { XDG_CACHE_HOME: join(directory, 'cache') },
  };
  const program = (name: string, text: string) => {
    const file = join(directory, name);
    writeFileSync(file, text);
    return file;
  };

  it('much goes through one command, both ways and in little memory, while others answer', async () => {
    // The memory that building an appliance takes is another matter.
    const build = `import { run } from ${JSON.stringify(VM)}; await run(['true']);`;
    await succeed('node', [program('build.mjs', build)], options);
    const { stdout } = await succeed('node', [program('streams.mjs', STREAMS)], {
      ...{ ...options, timeout: 900_000 },
    });
    const result = JSON.parse(stdout);
    console.info(stdout);
    expect(result).toMatchObject({ status: 0, equal: true });
    expect(result.count).toBeGreaterThan(1);
    // KiB, of which node itself takes half.
    expect(result.rss).toBeLessThan(110 * 1024);
  }, 900_000);

  it('killed by SIGKILL, it leaves no VM', async () => {
    const child = spawn('node', [program('waiting.mjs', WAITING)], {
      ...{ uid: user.uid, stdio: ['ignore', 'pipe', 'inherit'] },
      env: { ...process.env, ...options.env },
    });
    const lines = createInterface(child.stdout!);
    expect(await once(lines, 'line')).toEqual(['up']);
    const children = ['-o', 'pid=', '--ppid', String(child.pid)];
    const pids = (await succeed('ps', children)).stdout.split(/\s+/).filter((pid) => pid !== '');
    expect(pids.length).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await vi.waitFor(
      async () => expect((await run('ps', ['-o', 'pid=', '-p', pids.join(',')])).stdout).toBe(''),
      { timeout: 10_000 },
    );
  });
});
