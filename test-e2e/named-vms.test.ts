import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { PseudoTerminal } from '@supermin/test-support/terminals';
import { NOBODY, USERS } from '@supermin/test-support/users';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';

/** Whether a process is there, and no zombie. */
function lives(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  while (lives(pid)) await sleep(50);
}

/** The QEMU of a supervisor. */
function machineOf(supervisor: number): number {
  const children = readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, 'utf8');
  const found = children
    .trim()
    .split(' ')
    .find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('qemu-system'));
  return Number(found);
}

describe.runIf(HAS_QEMU).each(USERS)('VMs with names as $name', (user) => {
  const directory = scratchDirectory({}, user);
  const runtime = join(directory, 'runtime');
  mkdirSync(runtime, { mode: 0o700 });
  if (user.uid !== undefined) chownSync(runtime, user.uid, user.uid);
  const sockets = join(runtime, 'supermin');
  const options = {
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    env: { XDG_CACHE_HOME: join(directory, 'cache'), XDG_RUNTIME_DIR: runtime },
  };
  const exec = (argv: string[], more = {}) => supermin(['exec', ...argv], { ...options, ...more });
  const start = (...argv: string[]) =>
    superminSucceeds(['run', '--name', 'work', '--detach', ...argv], options);

  /** A client that is still running. */
  function client(argv: string[]): ChildProcess {
    const identity = user.uid === undefined ? {} : { uid: user.uid, gid: user.uid };
    const env = { ...process.env, HOME: '/nonexistent', ...options.env };
    return spawn(inject('supermin'), argv, { ...identity, env, stdio: ['pipe', 'pipe', 'pipe'] });
  }

  async function list(): Promise<{ name: string; pid: number; state: string; log: string }[]> {
    return JSON.parse((await superminSucceeds(['ps', '--json'], options)).stdout);
  }

  const statusOf = (child: ChildProcess) =>
    new Promise<number | null>((resolve) => child.once('close', resolve));

  /** A client whose command does not end by itself: the supervisor, and how the client ends. */
  async function waiting() {
    const other = client(['exec', 'work', 'sleep', '1000']);
    let text = '';
    other.stderr!.on('data', (chunk) => {
      text += chunk;
    });
    const end = statusOf(other).then((status) => ({ status, text }));
    await sleep(500);
    return { end, pid: (await list())[0]!.pid };
  }

  afterEach(async () => {
    for (const { name } of await list()) await supermin(['stop', '--timeout', '0', name], options);
  });

  it('one is started, listed, used by several at a time, and stopped', async () => {
    expect((await start('--publish', '18099:80')).stdout).toBe('work\n');
    expect((await superminSucceeds(['ps'], options)).stdout).toMatch(
      /^NAME +PID +SINCE.*\nwork +\d+ .* running +packages +127.0.0.1:18099->80\n$/,
    );
    const input = randomBytes(3_000_000);
    const digest = (bytes: string | Buffer) =>
      createHash('sha256').update(bytes.toString('latin1'), 'latin1').digest('hex');
    const [one, two] = await Promise.all([
      exec(['work', '--', 'cat'], { input }),
      exec([
        '-e',
        'A=b',
        '-w',
        '/usr',
        '--user',
        '7',
        'work',
        'sh',
        '-c',
        'echo $A; pwd; id -u; uname -n; exit 7',
      ]),
    ]);
    expect(digest(one.stdout)).toBe(digest(input));
    expect(two).toMatchObject({ status: 7, stdout: 'b\n/usr\n7\nwork\n' });
    expect((await superminSucceeds(['stop', 'work'], options)).stdout).toBe('work\n');
    expect((await superminSucceeds(['ps'], options)).stdout).toMatch(/^NAME[^\n]*\n$/);
    expect(readdirSync(sockets)).toEqual(['.lock', 'work.log']);
  });

  it('its socket is this user’s only', async () => {
    await start();
    expect(statSync(sockets).mode & 0o777).toBe(0o700);
    expect(statSync(join(sockets, 'work.sock')).mode & 0o777).toBe(0o600);
  });

  it('gives a command its terminal, and the shell job control', async () => {
    await start();
    if (user.uid !== undefined) return;
    const command = `${inject('supermin')} exec -it work -- bash --norc`;
    const terminal = new PseudoTerminal(command, { ...options.env, PS1: 'PROMPT> ' });
    await terminal.until(/[#>] /);
    terminal.type('test -t 0 && sleep 1000\n');
    await sleep(500);
    terminal.type('\x03');
    await terminal.until(/\^C/);
    terminal.type('echo status $?; exit 3\n');
    await terminal.until(/status 130/);
    await terminal.ended;
  });

  it.each([
    [['work', '--', 'nope'], 127, 'nope: command not found'],
    [['work', '/etc'], 126, '/etc'],
    [['-w', '/none', 'work', 'true'], 126, '/none'],
    [['--user', 'nobody-there', 'work', 'true'], 125, 'nobody-there'],
    [['wrok', 'true'], 125, "did you mean 'work'?"],
  ])('exec %j: status %i', async (argv, status, text) => {
    await start();
    const ended = await exec(argv);
    expect(ended).toMatchObject({ status, stdout: '' });
    expect(ended.stderr).toContain(text);
  });

  it('the second of a name is refused, and the first one goes on', async () => {
    await start();
    for (const argv of [['--detach'], ['--', 'true']]) {
      const ended = await supermin(['run', '--name', 'work', ...argv], options);
      expect(ended).toMatchObject({ status: 125, stdout: '' });
      expect(ended.stderr).toContain("there is a VM named 'work' already");
    }
    expect((await exec(['work', 'true'])).status).toBe(0);
  });

  it('a command ends with its client: SIGINT is handed on, and after SIGKILL it is hung up', async () => {
    await start();
    // Both may come within one sleep: then the shell takes HUP first.
    const script =
      'trap "echo INT > /tmp/int" INT; trap "echo HUP > /tmp/hup; over=1" HUP; echo up; while test -z "$over"; do sleep .1; done';
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const child = client(['exec', 'work', '--', 'sh', '-c', script]);
      await new Promise((resolve) => child.stdout!.once('data', resolve));
      const status = statusOf(child);
      child.kill(signal);
      expect(await status).toBe(signal === 'SIGINT' ? 130 : null);
      const wait =
        'until test -s /tmp/hup && test -s /tmp/int; do sleep .1; done; cat /tmp/int /tmp/hup; rm /tmp/hup';
      expect((await exec(['work', 'sh', '-c', wait])).stdout).toBe('INT\nHUP\n');
    }
  });

  it('COMMAND and those of others: stop ends them with SIGTERM, and all is there that they wrote', async () => {
    const share = scratchDirectory({}, user);
    const script = 'echo out; trap "echo end > end; exit 4" TERM; while :; do sleep .1; done';
    await start('--share', `${share}:/s`, '-w', '/s', '--', 'sh', '-c', script);
    const other = client(['exec', 'work', 'sleep', '1000']);
    const status = statusOf(other);
    await sleep(1000);
    const { pid, log } = (await list())[0]!;
    await superminSucceeds(['stop', 'work'], options);
    expect(await status).toBe(143);
    expect(readFileSync(join(share, 'end'), 'utf8')).toBe('end\n');
    await gone(pid);
    // The shell may say something of its sleep, too.
    expect(readFileSync(log, 'utf8')).toMatch(
      /^out\n[\s\S]*supermin: COMMAND ended with status 4\n$/,
    );
  });

  it('when the supervisor is killed the VM goes, and its name is free', async () => {
    await start();
    const { end, pid } = await waiting();
    const machine = machineOf(pid);
    expect(lives(machine)).toBe(true);
    process.kill(pid, 'SIGKILL');
    expect(await end).toMatchObject({
      status: 125,
      text: expect.stringContaining("VM 'work' is gone: its supervisor was killed"),
    });
    await gone(machine);
    expect(existsSync(join(sockets, 'work.sock'))).toBe(true);
    expect(await list()).toEqual([]);
    expect(existsSync(join(sockets, 'work.sock'))).toBe(false);
    await start();
    expect((await exec(['work', 'true'])).status).toBe(0);
  });

  it('when the VM is killed all hear of it, and nothing is left', async () => {
    await start();
    const { end, pid } = await waiting();
    process.kill(machineOf(pid), 'SIGKILL');
    expect(await end).toMatchObject({
      status: 125,
      text: expect.stringContaining('QEMU was killed (SIGKILL)'),
    });
    await gone(pid);
    expect(readdirSync(sockets)).toEqual(['.lock', 'work.log']);
  });

  it('attached: others use the VM as long as COMMAND runs', async () => {
    const child = client(['run', '--name', 'work', '--', 'sh', '-c', 'echo up; read x; exit 5']);
    await new Promise((resolve) => child.stdout!.once('data', resolve));
    expect((await exec(['work', 'echo', 'in'])).stdout).toBe('in\n');
    const status = statusOf(child);
    child.stdin!.end('x\n');
    expect(await status).toBe(5);
    expect((await exec(['work', 'true'])).status).toBe(125);
  });

  it('what keeps a detached VM from starting is said here', async () => {
    const ended = await supermin(['run', '--name', 'work', '-d', '-p', 'no-such-package'], options);
    expect(ended.status).toBe(125);
    expect(ended.stderr).toContain('no-such-package');
    expect(readdirSync(sockets).filter((file) => file !== '.lock')).toEqual(
      ['work.log'].filter(() => existsSync(join(sockets, 'work.log'))),
    );
  });

  it('a directory of sockets that is not this user’s own is not used', async () => {
    const open = join(directory, 'open');
    mkdirSync(join(open, 'supermin'), { recursive: true });
    if (user.uid !== undefined) chownSync(open, user.uid, user.uid);
    if (process.getuid?.() === 0) {
      chownSync(join(open, 'supermin'), user.uid === undefined ? NOBODY : 0, 0);
    }
    chmodSync(join(open, 'supermin'), 0o777);
    const env = { ...options.env, XDG_RUNTIME_DIR: open };
    await superminSucceeds(['run', '--name', 'work-elsewhere', '-d'], { ...options, env });
    expect(readdirSync(join(open, 'supermin'))).toEqual([]);
    // Found by who has another XDG_RUNTIME_DIR, too.
    expect((await exec(['work-elsewhere', 'true'])).status).toBe(0);
    await superminSucceeds(['stop', 'work-elsewhere'], options);
  });

  it('stop of one that is not there says so', async () => {
    const ended = await supermin(['stop', 'nobody'], options);
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toContain("there is no VM named 'nobody'");
  });
});
