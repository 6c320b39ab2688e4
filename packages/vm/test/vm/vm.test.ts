import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';
import * as bootPackage from '@supermin/boot';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { makeAppliance, type TestAppliance, whyNoVm } from '@supermin/test-support/vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Vm } from '../../src/vm/vm.ts';
import type { VmOptions } from '../../src/vm/vm-options.ts';

const MIB = 2 ** 20;

/** So many MiB, all different. */
function* blocks(count: number) {
  const block = Buffer.alloc(MIB);
  for (let at = 0; at < MIB; at += 4) block.writeUInt32LE((at * 2654435761) >>> 0, at);
  for (let number = 0; number < count; number++) {
    block.writeUInt32LE(number, 0);
    yield Buffer.from(block);
  }
}

async function digest(chunks: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

/** QEMU processes below this one. */
function machines(): string[] {
  const argv = ['-o', 'pid=,args=', '--ppid', String(process.pid)];
  const lines = execFileSync('ps', argv, { encoding: 'utf8' }).split('\n');
  return lines
    .filter((line) => line.includes('qemu-system'))
    .map((line) => line.trim().split(' ')[0]!);
}

describe.runIf(whyNoVm() === undefined)('Vm', () => {
  let made: TestAppliance;
  let options: VmOptions;
  let vm: Vm;

  beforeAll(async () => {
    made = await makeAppliance(bootPackage, (root) => {
      mkdirSync(join(root, 'etc'), { recursive: true });
      writeFileSync(join(root, 'etc', 'passwd'), 'tester:x:7:8::/home/tester:/bin/sh\n');
    });
    if (!existsSync(join(made.directory, 'kernel'))) {
      symlinkSync(made.kernel, join(made.directory, 'kernel'));
    }
    const appliance = made.directory;
    options = { appliance, accelerator: 'tcg', cacheDirectory: scratchDirectory() };
    vm = await Vm.start(options);
  }, 120_000);

  afterAll(async () => {
    await vm?.stop();
    made?.remove();
  });

  it('runs commands one after another, each with its own surroundings; what one writes the next one reads', async () => {
    const script = 'cat > /written; pwd; echo $A $HOME; id -u; echo bad >&2; exit 3';
    const first = await vm.exec(['sh', '-c', script], {
      ...{ stdin: 'text', cwd: '/etc', env: { A: 'a' }, user: 'tester:0' },
    });
    expect(first).toMatchObject({ status: 3, stdout: '/etc\na /home/tester\n7\n' });
    expect(first.stderr).toMatch(/denied/);
    const second = await vm.exec(['sh', '-c', script], { stdin: 'text', env: { A: 'a' } });
    expect(second).toEqual({
      status: 3,
      signal: undefined,
      stdout: '/\na /root\n0\n',
      stderr: 'bad\n',
    });
    expect((await vm.exec(['cat', '/written'])).stdout).toBe('text');
  });

  it('runs commands at the same time: one that waits for another', async () => {
    const waiting = vm.spawn(['sh', '-c', 'until test -e /go; do sleep 0.05; done; echo seen']);
    await waiting.started;
    expect((await vm.exec(['touch', '/go'])).status).toBe(0);
    expect(await text(waiting.stdout)).toBe('seen\n');
    expect(await waiting.exit).toEqual({ status: 0, signal: undefined });
  });

  it('twenty at once', async () => {
    const numbers = Array.from({ length: 20 }, (_, index) => String(index));
    const results = await Promise.all(numbers.map((n) => vm.exec(['cat'], { stdin: n })));
    expect(results.map(({ stdout }) => stdout)).toEqual(numbers);
  });

  it.each([
    ['COMMAND_NOT_FOUND', ['nothing-of-this-name'], {}],
    ['COMMAND_NOT_EXECUTABLE', ['/etc'], {}],
    ['DIRECTORY_MISSING', ['true'], { cwd: '/not/there' }],
    ['USER_UNKNOWN', ['true'], { user: 'nobody-there' }],
    ['USER_UNKNOWN', ['true'], { user: '0:no-group' }],
  ])('%s', async (code, argv, more) => {
    await expect(vm.exec(argv, more)).rejects.toMatchObject({ code });
    await expect(vm.spawn(argv, more).exit).rejects.toMatchObject({ code });
  });

  it('sends signals to the process group, also to what a command has left behind', async () => {
    const trap = 'trap "echo caught; exit 5" USR1; echo ready; while :; do sleep 0.05; done';
    const job = vm.spawn(['sh', '-c', trap]);
    await once(job.stdout, 'data');
    job.kill('SIGUSR1');
    expect(await job.exit).toEqual({ status: 5, signal: undefined });
    const killed = vm.spawn(['sh', '-c', 'sleep 1000 & echo up; wait']);
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    expect(await killed.exit).toEqual({ status: 137, signal: 'SIGKILL' });
    // Only when `sleep` is gone, too, nobody holds it any more.
    await finished(killed.stdout.resume());
    const left = vm.spawn(['sh', '-c', 'sleep 1000 & echo up']);
    left.stdout.resume();
    expect(await left.exit).toEqual({ status: 0, signal: undefined });
    left.kill();
    await finished(left.stdout);
  });

  it('a signal that comes before the command runs ends it as well', async () => {
    const job = vm.spawn(['sleep', '1000']);
    job.kill('SIGTERM');
    expect(await job.exit).toEqual({ status: 143, signal: 'SIGTERM' });
  });

  it('a command that is killed while its streams are full; others go on meanwhile', async () => {
    const job = vm.spawn(['cat', '/dev/zero', '-']);
    let written = 0;
    const feeding = new Readable({
      read() {
        written += 65_536;
        this.push(Buffer.alloc(65_536));
      },
    });
    const fed = pipeline(feeding, job.stdin).catch(() => {});
    await once(job.stdout, 'readable');
    expect((await vm.exec(['sh', '-c', 'echo still here'])).stdout).toBe('still here\n');
    const before = written;
    expect((await vm.exec(['sh', '-c', 'echo and again'])).stdout).toBe('and again\n');
    // It reads nothing: what was written is what fits in between.
    expect(written).toBe(before);
    expect(written).toBeLessThan(2 * MIB);
    job.kill('SIGKILL');
    expect(await job.exit).toMatchObject({ signal: 'SIGKILL' });
    await fed;
    const rest = await digest(job.stdout);
    expect(rest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('does not wait for what a command left behind that holds its output', async () => {
    const { stdout } = await vm.exec(['sh', '-c', 'sleep 1000 & echo done']);
    expect(stdout).toBe('done\n');
    const job = vm.spawn([
      'sh',
      '-c',
      'exec 3<&0; (read line <&3; echo "late $line") & echo early',
    ]);
    expect(await job.exit).toMatchObject({ status: 0 });
    job.stdin.end('word\n');
    expect(await text(job.stdout)).toBe('early\nlate word\n');
  });

  it('an output that nobody wants any more gives SIGPIPE', async () => {
    const job = vm.spawn(['sh', '-c', 'while echo y; do :; done']);
    await once(job.stdout, 'data');
    job.stdout.destroy();
    expect(await job.exit).toMatchObject({ signal: 'SIGPIPE' });
  });

  it('64 MiB each way at once, equal by hash, while another command answers', async () => {
    const job = vm.spawn(['cat']);
    const sent = pipeline(Readable.from(blocks(64)), job.stdin);
    const back = digest(job.stdout);
    for (let count = 0; count < 3; count++) {
      expect((await vm.exec(['sh', '-c', `echo ${count}`])).stdout).toBe(`${count}\n`);
    }
    await sent;
    expect(await back).toBe(await digest(blocks(64)));
  });

  it('has a terminal, of the size that is told', async () => {
    const job = vm.spawn(
      ['sh', '-c', 'trap "stty size; exit" WINCH; stty size; while :; do sleep 0.05; done'],
      {
        tty: { rows: 30, columns: 100 },
      },
    );
    let seen = '';
    job.stdout.on('data', (chunk) => {
      seen += chunk;
      if (seen === '30 100\r\n') job.resize({ rows: 50, columns: 132 });
    });
    await job.exit;
    expect(seen).toBe('30 100\r\n50 132\r\n');
    const typed = vm.spawn(
      ['sh', '-c', 'test -t 0 && echo terminal > /dev/tty; read line; echo "<$line>"; cat'],
      { tty: true },
    );
    typed.stdin.write('words\n');
    typed.stdin.end();
    expect(await text(typed.stdout)).toMatch(/terminal\r\n(.|\n)*<words>\r\n/);
  });

  it('a time limit and a signal kill the command, and nothing else', async () => {
    const late = vm.exec(['sh', '-c', 'echo $$ > /late; exec sleep 1000'], { timeout: 0.5 });
    await expect(late).rejects.toMatchObject({ code: 'JOB_TIMEOUT', exitStatus: 124 });
    const gone = 'while kill -0 $(cat /late) 2>/dev/null; do sleep 0.05; done; echo gone';
    expect((await vm.exec(['sh', '-c', gone])).stdout).toBe('gone\n');
    const controller = new AbortController();
    const job = vm.spawn(['sleep', '1000'], { signal: controller.signal });
    await job.started;
    controller.abort(new Error('enough'));
    await expect(job.exit).rejects.toThrow('enough');
    await expect(vm.exec(['true'], { signal: controller.signal })).rejects.toThrow('enough');
    expect((await vm.exec(['true'])).status).toBe(0);
  });

  it('when QEMU is killed, everything that is under way fails with the reason', async () => {
    const other = await Vm.start(options);
    const before = machines();
    const jobs = [other.spawn(['sleep', '1000']), other.spawn(['cat'])];
    const collected = other.exec(['sleep', '1000']);
    await Promise.all(jobs.map(({ started }) => started));
    const reading = text(jobs[1]!.stdout);
    process.kill(Number(before.at(-1)), 'SIGKILL');
    for (const job of jobs) await expect(job.exit).rejects.toMatchObject({ code: 'VM_FAILED' });
    await expect(collected).rejects.toMatchObject({ code: 'VM_FAILED', message: /killed/ });
    await expect(reading).rejects.toMatchObject({ code: 'VM_FAILED' });
    await other.ended;
    expect(() => other.spawn(['true'])).toThrow(expect.objectContaining({ code: 'VM_FAILED' }));
    await other.stop();
    expect(machines()).toHaveLength(before.length - 1);
  });

  it('stops, by name or by the end of a block, and leaves nothing', async () => {
    const before = machines();
    let job: Promise<unknown>;
    {
      await using other = await Vm.start({ ...options, hostname: 'other' });
      expect((await other.exec(['uname', '-n'])).stdout).toBe('other\n');
      job = other.spawn(['sleep', '1000']).exit;
    }
    await expect(job).rejects.toMatchObject({ code: 'VM_STOPPED' });
    expect(machines()).toEqual(before);
  });

  it('its signal and its time limit stop the VM', async () => {
    const controller = new AbortController();
    const other = await Vm.start({ ...options, signal: controller.signal });
    const job = other.spawn(['sleep', '1000']);
    controller.abort(new Error('no more'));
    await expect(job.exit).rejects.toThrow('no more');
    await other.ended;
    await expect(Vm.start({ ...options, timeout: 0.1 })).rejects.toMatchObject({
      code: 'RUN_TIMEOUT',
    });
    const aborted = Vm.start({ ...options, signal: AbortSignal.abort(new Error('before')) });
    await expect(aborted).rejects.toThrow('before');
  });
});
