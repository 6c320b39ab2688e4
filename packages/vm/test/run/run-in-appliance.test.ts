import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import * as bootPackage from '@supermin/boot';
import type { SuperminEvent } from '@supermin/core';
import { makeAppliance, type TestAppliance, whyNoVm } from '@supermin/test-support/vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplianceRun } from '../../src/run/appliance-run.ts';
import { runInAppliance } from '../../src/run/run-in-appliance.ts';
import { findVirtiofsd } from '../../src/shares/virtiofsd.ts';

/** Keeps what is written to it. */
class Sink extends Writable {
  readonly #chunks: Buffer[] = [];
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }
  get text(): string {
    return Buffer.concat(this.#chunks).toString('latin1');
  }
}

/** Counts and hashes what is written to it, slowly now and then. */
class HashSink extends Writable {
  bytes = 0;
  readonly #hash = createHash('sha256');
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.bytes += chunk.length;
    this.#hash.update(chunk);
    if (this.bytes % 5 === 0) setTimeout(done, 1);
    else done();
  }
  get digest(): string {
    return this.#hash.digest('hex');
  }
}

function endlessInput(): Readable {
  return new Readable({
    read() {
      this.push(Buffer.alloc(65_536));
    },
  });
}

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

const hasKvm = isWritable('/dev/kvm');
if (!hasKvm) console.warn('no /dev/kvm: falling back from it is not tried with a VM');
const daemon = findVirtiofsd();
if (typeof daemon === 'string') console.warn(`directories are not shared by virtiofs: ${daemon}`);

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

describe.runIf(whyNoVm() === undefined)('runInAppliance', () => {
  let appliance: TestAppliance;
  let temporaryDirectory: string;

  beforeAll(async () => {
    appliance = await makeAppliance(bootPackage, (root) => {
      mkdirSync(join(root, 'folder'));
      mkdirSync(join(root, 'etc'), { recursive: true });
      writeFileSync(join(root, 'root-only'), 'secret', { mode: 0o600 });
      writeFileSync(
        join(root, 'etc', 'passwd'),
        'root:x:0:0::/root:/bin/sh\ntester:x:7:8:Tester:/home/tester:/bin/sh\n',
      );
      writeFileSync(
        join(root, 'etc', 'group'),
        'one:x:8:\nfriends:x:9:a,tester\nno:x:10:testers\n',
      );
      writeFileSync(join(root, 'folder', 'no-program'), 'text');
      writeFileSync(join(root, 'bin', 'no-interpreter'), '#!/no/such/interpreter\n', {
        mode: 0o755,
      });
    });
    chmodSync(appliance.root, 0o444);
    temporaryDirectory = mkdtempSync(join(appliance.directory, 'tmp-'));
  });

  afterAll(() => appliance?.remove());

  /** Runs with captured streams. */
  async function run(argv: string[], options: Partial<ApplianceRun> = {}) {
    const stdout = new Sink();
    const stderr = new Sink();
    const events: SuperminEvent[] = [];
    const { status } = await runInAppliance({
      ...{ appliance, argv, stdout, stderr, temporaryDirectory, stdin: null, accelerator: 'tcg' },
      report: (event) => events.push(event),
      ...options,
    });
    return { status, stdout: stdout.text, stderr: stderr.text, events };
  }

  it('gives the command its surroundings, and hands back its streams and its status; two at once', async () => {
    const before = sha256(appliance.root);
    const script = [
      'echo out; echo err >&2; cat; echo "[$1][$2]"; pwd; echo "$A $HOME"; uname -n',
      'id -u; cat /sys/class/net/lo/flags; echo x > /dev/shm/x; echo x > /tmp/x; echo x > /run/x',
      'ls /dev/null /dev/fd/0 /dev/pts/ptmx; echo more > /dev/stderr; touch /changed; exit 7',
    ].join('\n');
    const [one, two] = await Promise.all([
      run(['sh', '-c', script, 'sh', 'two words', ''], {
        stdin: Readable.from(['from stdin\n']),
        env: { A: 'a=b' },
        cwd: '/folder',
        hostname: 'guest',
      }),
      run(['sh', '-c', 'test ! -e /changed && touch /changed && kill -9 $$']),
    ]);
    expect(one).toMatchObject({ status: 7, stderr: 'err\nmore\n' });
    expect(one.stdout.split('\n')).toEqual([
      ...['out', 'from stdin', '[two words][]', '/folder', 'a=b /root', 'guest'],
      // up, loopback, running
      ...['0', '0x9', '/dev/fd/0', '/dev/null', '/dev/pts/ptmx', ''],
    ]);
    expect(two).toMatchObject({ status: 137, stdout: '', stderr: '' });
    expect(sha256(appliance.root)).toBe(before);
    expect(readdirSync(temporaryDirectory)).toEqual([]);
    expect(one.events.filter(({ kind }) => kind === 'stage')).toMatchObject([
      { name: 'start of the VM to init' },
      { name: 'init to start of the command' },
      { name: 'command' },
    ]);
  });

  it('carries bytes of all kinds through, both ways at once', async () => {
    const block = Buffer.from(
      Array.from({ length: 65_537 }, (_, index) => (index * 7) ^ (index >> 8)),
    );
    const blocks = 128;
    const hash = createHash('sha256');
    for (let count = 0; count < blocks; count++) hash.update(block);
    const stdout = new HashSink();
    const stdin = Readable.from(
      (function* () {
        for (let count = 0; count < blocks; count++) yield block;
      })(),
    );
    const { status } = await run(['cat'], { stdin, stdout });
    expect(status).toBe(0);
    expect(stdout.bytes).toBe(blocks * block.length);
    expect(stdout.digest).toBe(hash.digest('hex'));
  });

  it('a reader that goes away ends the command by SIGPIPE; an endless input that nobody reads delays nothing', async () => {
    const endless = endlessInput();
    let lines = 0;
    const headOne = new Writable({
      write(_chunk, _encoding, done) {
        lines++;
        done(Object.assign(new Error('EPIPE'), { code: 'EPIPE' }));
      },
    });
    const script = 'while :; do echo y; done; echo not reached >&2';
    const result = await run(['sh', '-c', script], { stdin: endless, stdout: headOne });
    expect(result).toMatchObject({ status: 141, stderr: '' });
    expect(lines).toBe(1);
    expect(endless.listenerCount('data')).toBe(0);
  });

  it('does not lose what a process that outlives the command writes soon after, and stops reading for it', async () => {
    const stdin = endlessInput();
    const listeners: number[] = [];
    const stdout = new PassThrough();
    let seen = '';
    stdout.on('data', (chunk: Buffer) => {
      seen += chunk;
      listeners.push(stdin.listenerCount('data'));
    });
    const argv = ['sh', '-c', '(sleep 0.2; echo late; sleep 60) & echo early; sleep 0.1; exit 3'];
    const { status } = await run(argv, { stdin, stdout });
    expect({ status, seen }).toEqual({ status: 3, seen: 'early\nlate\n' });
    expect(listeners).toEqual([1, 0]);
  });

  it('a shell on a terminal, when nothing is asked for', async () => {
    const stdin = new PassThrough();
    const stdout = new PassThrough();
    let seen = '';
    const typed = [
      'stty size; echo "$TERM" $((6*7))\n',
      'sleep 100\n',
      '\x03',
      'exit $(($? + 1))\n',
    ];
    stdout.on('data', (chunk: Buffer) => {
      seen += chunk.toString('latin1');
      // Types the next line when the shell has answered: at each prompt, and Ctrl-C while sleep runs.
      if (/# $/.test(seen) || /sleep 100\r\n$/.test(seen)) {
        const next = typed.shift();
        if (next !== undefined) setTimeout(() => stdin.write(next), 200);
      }
    });
    const { status } = await run([], { tty: true, stdin, stdout });
    expect(seen).toContain('24 80\r\n');
    expect(seen).toMatch(/^\S+ 42\r$/m);
    // The shell got 130 for sleep, which Ctrl-C ended.
    expect(status).toBe(131);
  });

  it('runs the command as a user of the guest, in its groups', async () => {
    const script = 'id; echo $HOME; echo also > /dev/stderr; cat /root-only';
    const named = await run(['sh', '-c', script], { user: 'tester' });
    expect(named.stdout).toMatch(/^uid=7\S* gid=8\S* groups=8[^,]*,9[^,]*\n\/home\/tester\n$/);
    expect(named).toMatchObject({ status: 1, stderr: expect.stringMatching(/^also\n.*denied/) });
    const numbers = await run(['sh', '-c', 'id -u; id -G; echo $HOME'], { user: '1234:friends' });
    expect(numbers.stdout).toBe('1234\n9\n/\n');
    await expect(run(['true'], { user: 'nobody-there' })).rejects.toMatchObject({
      code: 'USER_UNKNOWN',
      exitStatus: 125,
      message: 'user nobody-there: no such user in the appliance',
    });
  });

  it.each([
    [
      'COMMAND_NOT_FOUND',
      127,
      ['nothing-of-this-name'],
      /^nothing-of-this-name: command not found/,
    ],
    ['COMMAND_NOT_EXECUTABLE', 126, ['/bin/no-interpreter'], /interpreter/],
  ])('%s', async (code, exitStatus, argv, message) => {
    await expect(run(argv)).rejects.toEqual(
      expect.objectContaining({ code, exitStatus, message: expect.stringMatching(message) }),
    );
  });

  it('is stopped by its timeout, and by its signal', async () => {
    const late = run(['sleep', '60'], { timeout: 0.5 });
    await expect(late).rejects.toEqual(
      expect.objectContaining({ code: 'RUN_TIMEOUT', exitStatus: 124 }),
    );
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('Ctrl-C')), 500);
    const stopped = run(['sleep', '60'], { signal: controller.signal });
    await expect(stopped).rejects.toThrow('Ctrl-C');
    expect(readdirSync(temporaryDirectory)).toEqual([]);
  });

  it('shows the console when the guest gets nowhere', async () => {
    const damaged = join(appliance.directory, 'damaged');
    writeFileSync(damaged, Buffer.alloc(1 << 20));
    await expect(
      run(['true'], { appliance: { ...appliance, root: damaged }, append: 'rootwait=1' }),
    ).rejects.toEqual(
      expect.objectContaining({
        code: 'VM_FAILED',
        exitStatus: 125,
        message: expect.stringContaining('the root vda cannot be mounted as ext2'),
      }),
    );
    await expect(run(['true'], { appliance: { ...appliance, kernel: damaged } })).rejects.toEqual(
      expect.objectContaining({ code: 'VM_FAILED' }),
    );
  });

  it.runIf(hasKvm)(
    'falls back to emulation when KVM never lets a guest speak, and remembers',
    async () => {
      // Dies under KVM as QEMU does when KVM refuses a register; says nothing of it to the probe's question.
      const qemu = join(appliance.directory, 'qemu');
      writeFileSync(
        qemu,
        '#!/bin/sh\ncase " $* " in *isa-debug-exit*) exit 33;; *" kvm "*) echo "qemu: broken" >&2; exit 1;; esac\n' +
          'exec qemu-system-x86_64 "$@"\n',
      );
      chmodSync(qemu, 0o755);
      const cacheDirectory = join(appliance.directory, 'cache');
      mkdirSync(cacheDirectory);
      const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
      const verdict = join(cacheDirectory, 'kvm-verdict.json');
      writeFileSync(verdict, JSON.stringify({ works: true, reason: '', bootId, qemu }));
      const { status, events } = await run(['true'], { qemu, cacheDirectory, accelerator: 'auto' });
      expect(status).toBe(0);
      const warnings = events.filter(({ kind }) => kind === 'warning');
      expect(warnings.length).toBeLessThanOrEqual(1);
      expect(JSON.parse(readFileSync(verdict, 'utf8'))).toMatchObject({ works: false });
    },
  );

  it.runIf(typeof daemon !== 'string')('shares directories, writable or not', async () => {
    const directory = mkdtempSync(join(appliance.directory, 'shared, '));
    writeFileSync(join(directory, 'file'), 'from the host\n');
    const script = 'cat file; echo from the guest > new; echo x > /only/read/x';
    const result = await run(['sh', '-c', script], {
      cwd: '/shared',
      shares: [
        { directory, mount: '/shared' },
        { directory, mount: '/only/read', readOnly: true },
      ],
    });
    expect(result.stdout).toBe('from the host\n');
    expect(result.stderr).toMatch(/Read-only file system/);
    expect(readFileSync(join(directory, 'new'), 'utf8')).toBe('from the guest\n');
    expect(readdirSync(directory).sort()).toEqual(['file', 'new']);
    expect(readdirSync(temporaryDirectory)).toEqual([]);
    rmSync(directory, { recursive: true });
  });
});
