import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it } from 'vitest';
import { toSystemPath } from '../../src/path/byte-path.ts';
import { runProgram } from '../../src/process/run.ts';
import { ask, compiled } from '../support/child.ts';

const PATH = process.env.PATH;
const CWD = process.cwd();
const sh = (script: string, options = {}) => runProgram('sh', ['-c', script], options);

afterEach(() => {
  process.env.PATH = PATH;
  process.chdir(CWD);
});

describe('runProgram', () => {
  it('collects both streams and the status', async () => {
    const { status, stdout, stderr } = await sh('echo out; echo err >&2; exit 7');
    expect([status, stdout.toString(), stderr.toString()]).toEqual([7, 'out\n', 'err\n']);
  });

  it('4 MB on each stream at once', async () => {
    const { stdout, stderr } = await sh(
      'head -c 4000000 /dev/zero >&2 & head -c 4000000 /dev/zero; wait',
    );
    expect([stdout.length, stderr.length]).toEqual([4_000_000, 4_000_000]);
  });

  it('4 MB on standard error first, while standard output waits', async () => {
    const { stdout, stderr } = await sh('head -c 4000000 /dev/zero >&2; head -c 4000000 /dev/zero');
    expect([stdout.length, stderr.length]).toEqual([4_000_000, 4_000_000]);
  });

  it('hands over input, binary and large', async () => {
    const input = Buffer.alloc(4_000_000, Buffer.from(Array.from({ length: 256 }, (_, i) => i)));
    expect((await runProgram('cat', [], { input })).stdout.equals(input)).toBe(true);
    expect((await runProgram('cat', [])).stdout.length).toBe(0);
  });

  it('a program that does not read its input', async () => {
    expect((await runProgram('true', [], { input: Buffer.alloc(4_000_000) })).status).toBe(0);
  });

  it('arguments are not seen by any shell', async () => {
    const args = ['$HOME', '`id`', '; exit 3', '"', "'", '*', 'a\nb', '', 'é'];
    const { stdout } = await runProgram('printf', ['%s|', ...args]);
    expect(stdout.toString()).toBe(args.map((arg) => `${arg}|`).join(''));
  });

  it.each([
    ['TERM', 143],
    ['KILL', 137],
  ])('killed by SIG%s: status %d', async (signal, status) => {
    expect((await sh(`kill -${signal} $$`)).status).toBe(status);
  });

  it('LANG=C, whatever else is set', async () => {
    const environment = { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8', EXTRA: 'x' };
    const { stdout } = await sh('echo $LANG $LC_ALL $EXTRA', { environment });
    expect(stdout.toString()).toBe('C C x\n');
  });

  it('a program that is not there', async () => {
    await expect(runProgram('no-such-program', [])).rejects.toMatchObject({
      code: 'PROGRAM_MISSING',
      message: "the program 'no-such-program' was not found",
      hint: expect.stringContaining('no-such-program'),
    });
  });

  it("an ordinary user with root's PATH: a program that is not there", async () => {
    const closed = scratchDirectory();
    chmodSync(closed, 0o700);
    const code = `
      import { runProgram } from '@core/process/run.js';
      process.env.PATH = process.argv[1] + ':' + process.env.PATH;
      const codes = [];
      for (const program of ['no-such-program', 'true']) {
        codes.push(await runProgram(program, []).then(({ status }) => status, (error) => error.code));
      }
      console.log(JSON.stringify(codes));`;
    const found = await ask(compiled(), code, { nobody: true, args: [closed] });
    expect(found).toEqual(['PROGRAM_MISSING', 0]);
  });

  it('a program that may not be run', async () => {
    const file = `${scratchDirectory()}/script`;
    writeFileSync(file, '#!/bin/sh\n', { mode: 0o644 });
    await expect(runProgram(file, [])).rejects.toMatchObject({
      code: 'PROGRAM_START',
      message: `cannot run '${file}' (EACCES)`,
    });
  });

  it('nothing of the current directory is run', async () => {
    const directory = scratchDirectory();
    mkdirSync(`${directory}/node_modules/.bin`, { recursive: true });
    for (const path of ['planted', 'node_modules/.bin/planted']) {
      writeFileSync(`${directory}/${path}`, '#!/bin/sh\necho planted\n', { mode: 0o755 });
    }
    process.chdir(directory);
    await expect(runProgram('planted', [])).rejects.toMatchObject({ code: 'PROGRAM_MISSING' });
  });

  it.each(['plain', 'caf\xe9', 'caf\u00c3\u00a9', 'a b\nc'])(
    'in the directory %j',
    async (name) => {
      const cwd = `${scratchDirectory()}/${name}`;
      mkdirSync(toSystemPath(cwd));
      await sh('touch here', { cwd });
      expect(existsSync(toSystemPath(`${cwd}/here`))).toBe(true);
    },
  );

  it('in a directory that is not there: the program is not to blame', async () => {
    await expect(sh('true', { cwd: '/nowhere' })).rejects.toMatchObject({
      code: 'PROGRAM_START',
      message: 'cannot run sh in /nowhere (ENOENT)',
    });
  });

  it.each([1, 2])('more output than allowed, on stream %d', async (stream) => {
    const endless = `exec cat /dev/zero >&${stream}`;
    await expect(sh(endless, { limit: 100_000 })).rejects.toMatchObject({
      code: 'PROGRAM_OUTPUT',
      message: 'sh wrote more than 100000 bytes',
    });
    expect((await sh(`head -c 100000 /dev/zero >&${stream}`, { limit: 100_000 })).status).toBe(0);
  });

  it('more output than allowed, while a grandchild holds the other stream', async () => {
    await expect(sh('sleep 4 >&2 & exec cat /dev/zero', { limit: 100_000 })).rejects.toMatchObject({
      code: 'PROGRAM_OUTPUT',
    });
  });
});

describe('an abort', () => {
  const reason = new Error('enough');

  it('before the start', async () => {
    await expect(sh('true', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it.each([
    ['ends the program', 'exec sleep 1000'],
    ['ends one with children that live on', 'sleep 3 & wait'],
    [
      'gives it time to clear up',
      'trap "sleep 0.1; echo clean >clean; exit" TERM; sleep 4 >/dev/null 2>&1 & while :; do sleep 0.02; done',
    ],
  ])('%s', async (what, script) => {
    const controller = new AbortController();
    const cwd = scratchDirectory();
    const running = sh(`touch started; ${script}`, { signal: controller.signal, cwd });
    while (!existsSync(`${cwd}/started`)) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 30));
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    if (what.startsWith('gives')) expect(existsSync(`${cwd}/clean`)).toBe(true);
  });

  it('kills what does not obey', async () => {
    const controller = new AbortController();
    const cwd = scratchDirectory();
    const running = sh('trap "" TERM; touch started; while :; do sleep 0.1; done', {
      signal: controller.signal,
      cwd,
    });
    while (!existsSync(`${cwd}/started`)) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
  });

  it('after the end does nothing', async () => {
    const controller = new AbortController();
    expect((await sh('exit 3', { signal: controller.signal })).status).toBe(3);
    controller.abort(reason);
  });
});
