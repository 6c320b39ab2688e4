import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';

const SAVED = 'saved a VM to restore later ones from';
const USED = 'the VM is restored from a saved one';
const DAY = 86_400;

/** How often it is killed while it saves a VM. */
const KILLS = Number(process.env.SUPERMIN_TEST_KILLS ?? 3);

/** In the VM: reads a page of this machine, and serves it, once. */
const SERVE_A_PAGE = `
  use IO::Socket::INET;
  my $far = IO::Socket::INET->new(PeerAddr => "10.0.2.2:$ARGV[0]") or die "no host: $!";
  print $far "GET / HTTP/1.0\\r\\n\\r\\n";
  my $page = join '', <$far>;
  my $here = IO::Socket::INET->new(LocalPort => 80, Listen => 5) or die "cannot listen: $!";
  my $client = $here->accept;
  while (<$client>) { last if /^\\r?$/ }
  print $client $page;
`;

const CAN_SHIFT_TIME = await run('faketime', ['-f', '+1d', 'true']).then(
  ({ status }) => status === 0,
  () => false,
);
if (!CAN_SHIFT_TIME) console.warn('faketime is missing: no VM is restored from one of another day');

describe.runIf(HAS_QEMU).each(USERS)('saved VMs as $name', (user) => {
  const directory = scratchDirectory({}, user);
  const cache = join(directory, 'cache');
  const templates = join(cache, 'supermin/templates');
  const options = {
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    env: { XDG_CACHE_HOME: cache, TMPDIR: directory },
  };

  const saidIn = (stderr: string) =>
    [...stderr.matchAll(/template: (.*)/g)].map(([, text]) => text!.trim());

  async function start(argv: string[]) {
    const { stdout, stderr } = await superminSucceeds(['run', '-v', ...argv], options);
    return { stdout, said: saidIn(stderr) };
  }

  const answer = () => start(['--', 'sh', '-c', 'echo $((6 * 7))']);

  beforeAll(async () => {
    expect(await answer()).toEqual({ stdout: '42\n', said: [SAVED] });
  });

  it.runIf(CAN_SHIFT_TIME).each([
    ['after', 1],
    ['before', -1],
  ])("have the time of the day %s the saved one's", async (_, days) => {
    const shift = days < 0 ? '-1d' : '+1d';
    const argv = ['-f', shift, inject('supermin'), 'run', '-v', '--', 'date', '+%s'];
    const env = { ...options.env, FAKETIME_DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1' };
    const before = Date.now() / 1000 + days * DAY;
    const { stdout, stderr } = await succeed('faketime', argv, { ...options, env });
    expect(saidIn(stderr)).toEqual([USED]);
    expect(Number(stdout)).toBeGreaterThan(before - 1);
    expect(Number(stdout)).toBeLessThan(Date.now() / 1000 + days * DAY + 1);
  });

  it('reach this machine and are reached with --net --publish', async () => {
    const server = createServer((_, response) => response.end('a page\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const [published, taken] = [createServer().listen(0, '127.0.0.1'), { port: 0 }];
    await once(published, 'listening');
    taken.port = (published.address() as AddressInfo).port;
    published.close();
    await once(published, 'close');
    const argv = ['--net', '--publish', `${taken.port}:80`, '--'];
    expect((await start([...argv, 'true'])).said).toEqual([SAVED]);
    const over = start([...argv, 'perl', '-e', SERVE_A_PAGE, String(port)]);
    const page = await Promise.race([pageOf(taken.port), over.then(() => 'nothing')]);
    expect(page).toBe('a page\n');
    expect((await over).said).toEqual([USED]);
    server.close();
  });

  // Only root can give a program another /proc/cpuinfo.
  it.runIf(IS_ROOT && user.uid === undefined)('are not of another processor', async () => {
    const file = join(directory, 'cpuinfo');
    const text = readFileSync('/proc/cpuinfo', 'latin1');
    writeFileSync(file, text.replace(/^(flags\s*:.*?) \w+$/gm, '$1'));
    const other = async () => {
      const script = 'mount --bind "$1" /proc/cpuinfo; shift; exec "$@"';
      const command = [inject('supermin'), 'run', '-v', '--', 'sh', '-c', 'echo $((6 * 7))'];
      const argv = ['-m', '--', 'sh', '-c', script, 'sh', file, ...command];
      const { stdout, stderr } = await succeed('unshare', argv, options);
      return { stdout, said: saidIn(stderr) };
    };
    expect(await other()).toEqual({ stdout: '42\n', said: [SAVED] });
    expect(await other()).toEqual({ stdout: '42\n', said: [USED] });
    expect(await answer()).toEqual({ stdout: '42\n', said: [USED] });
  });

  it('are made by the next one when one was killed while it made them', async () => {
    for (let number = 0; number < KILLS; number++) {
      rmSync(templates, { recursive: true });
      await killWhileSaving();
      while (await livesBelow(cache)) await sleep(50);
      const { stdout, said } = await answer();
      expect(stdout).toBe('42\n');
      // It may have been done when it was killed.
      expect([[SAVED], [USED]]).toContainEqual(said);
      const kept = readdirSync(templates);
      expect(kept.length).toBe(1);
      const files = readdirSync(join(templates, kept[0]!)).sort();
      expect(files).toEqual(['memory', 'state', 'template.json']);
      expect(readdirSync(directory).filter((name) => name.startsWith('supermin-'))).toEqual([]);
    }
  });

  async function killWhileSaving(): Promise<void> {
    const { uid } = user;
    const identity = uid === undefined ? {} : { uid, gid: uid };
    const env = { ...process.env, HOME: '/nonexistent', ...options.env };
    // As above: -v is seen in the kernel's command line, and so makes another template.
    const argv = ['run', '-v', '--', 'sleep', '100'];
    const child = spawn(inject('supermin'), argv, { ...identity, env, stdio: 'ignore' });
    const end = once(child, 'exit');
    const begun = () =>
      filesBelow(templates).some((name) => ['socket', 'state', 'memory'].includes(name));
    while (!begun()) await sleep(1);
    await sleep(Math.random() * 150);
    child.kill('SIGKILL');
    expect(await end).toEqual([null, 'SIGKILL']);
  }
});

function filesBelow(directory: string): string[] {
  try {
    return readdirSync(directory).flatMap((name) => readdirSync(join(directory, name)));
  } catch {
    return [];
  }
}

/** Whether a process runs that was told of this directory. */
async function livesBelow(directory: string): Promise<boolean> {
  const { stdout } = await succeed('ps', ['-eo', 'args=']);
  return stdout.split('\n').some((line) => line.includes(directory) && line.includes('qemu'));
}

/** What is served on a port of this machine, as soon as it is. */
async function pageOf(port: number): Promise<string> {
  for (;;) {
    try {
      return await (await fetch(`http://127.0.0.1:${port}/`)).text();
    } catch {
      await sleep(100);
    }
  }
}
