import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import * as bootPackage from '@supermin/boot';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { makeAppliance, type TestAppliance, whyNoVm } from '@supermin/test-support/vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../src/job/run-job.ts';
import { type MachinePlan, planMachine } from '../../src/machine/machine-plan.ts';
import { VmClient } from '../../src/named/vm-client.ts';
import type { VmInfo } from '../../src/named/vm-info.ts';
import { encodeFrame, INPUT_WINDOW, numbers } from '../../src/session/protocol.ts';
import type { Session } from '../../src/session/session.ts';
import { startSession } from '../../src/start/start-session.ts';
import { ClientConnection } from '../../src/supervisor/client-connection.ts';

const INFO = { name: 'work', shares: [] as unknown } as VmInfo;

describe.runIf(whyNoVm() === undefined)('a job over a socket', () => {
  let made: TestAppliance;
  let session: Session;
  let server: Server;
  let path: string;
  let connections: ClientConnection[] = [];

  beforeAll(async () => {
    made = await makeAppliance(bootPackage, (root) => {
      mkdirSync(join(root, 'etc'), { recursive: true });
      writeFileSync(join(root, 'etc', 'passwd'), 'tester:x:7:8::/home/tester:/bin/sh\n');
    });
    const plan: MachinePlan = planMachine({ appliance: made, accelerator: 'tcg' });
    ({ session } = await startSession(plan));
    path = join(scratchDirectory(), 'socket');
    server = createServer((socket) => {
      const connection = new ClientConnection(socket, { stop: () => {}, closed: () => {} });
      connection.connect(session.guest);
      connections.push(connection);
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
  });

  afterAll(async () => {
    await session?.close();
    server?.close();
    made?.remove();
  });

  async function dialled(): Promise<Socket> {
    const socket = connect(path);
    await once(socket, 'connect');
    return socket;
  }

  async function client(): Promise<VmClient> {
    return new VmClient({ socket: await dialled(), info: INFO });
  }

  /** Output, errors and status of a script. */
  async function run(script: string, { input = '' as string | Buffer, user = '' } = {}) {
    const vm = await client();
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const texts = [buffer(stdout), buffer(stderr)];
    const job = {
      ...{ argv: ['sh', '-c', script], env: { PATH: '/bin', A: 'b' }, cwd: '/etc' },
      ...(user === '' ? {} : { user }),
    };
    const exit = await runJob(vm, job, { stdin: Readable.from([input]), stdout, stderr });
    stdout.end();
    stderr.end();
    vm.leave(undefined);
    const [out, err] = await Promise.all(texts);
    return { ...exit, out: out!, err: err!.toString() };
  }

  it('has its streams, its status, its environment, directory and user', async () => {
    const script = 'cat; echo $A; cat passwd | head -c 6; id -u; echo err >&2; exit 7';
    const { status, out, err } = await run(script, { input: 'in\n', user: 'tester' });
    expect({ status, out: out.toString(), err }).toEqual({
      ...{ status: 7, out: 'in\nb\ntester7\n', err: 'err\n' },
    });
  });

  it('is told by what signal it ended', async () => {
    expect(await run('kill -9 $$')).toMatchObject({ status: 137, signal: 'SIGKILL' });
  });

  it.each([
    [{ argv: ['nope'], env: {} }, 'COMMAND_NOT_FOUND', 127],
    [{ argv: ['/etc/passwd'], env: {} }, 'COMMAND_NOT_EXECUTABLE', 126],
    [{ argv: ['sh'], env: {}, cwd: '/none' }, 'DIRECTORY_MISSING', 126],
    [{ argv: ['sh'], env: {}, user: 'none' }, 'USER_UNKNOWN', 125],
  ])('%j: %s', async (job, code, exitStatus) => {
    const vm = await client();
    const running = vm.guest.start({ ...job, env: { PATH: '/bin' } });
    await expect(running.started.promise).rejects.toMatchObject({ code, exitStatus });
    vm.leave(undefined);
  });

  it('brings all bytes, as fast as the slower side, with others beside it', async () => {
    const input = Buffer.alloc(8_000_000);
    for (let at = 0; at < input.length; at += 4) input.writeUInt32LE((at * 2654435761) >>> 0, at);
    const [one, two] = await Promise.all([run('cat', { input }), run('cat; cat', { input })]);
    expect(one.out.equals(input) && two.out.equals(input)).toBe(true);
  });

  it('a client that reads nothing holds up its own job only, and little memory', async () => {
    const vm = await client();
    const stuck = vm.guest.start({ argv: ['cat', '/dev/zero'], env: { PATH: '/bin' } });
    await stuck.started.promise;
    await sleep(500);
    expect((await run('echo on')).out.toString()).toBe('on\n');
    expect(stuck.stdout.readableLength).toBeLessThanOrEqual(2 ** 20);
    expect(stuck.stdout.readableLength).toBeGreaterThan(2 ** 17);
    stuck.stdout.destroy();
    expect(await stuck.exit.promise).toMatchObject({ signal: 'SIGPIPE' });
    vm.leave(undefined);
  });

  it('takes signals', async () => {
    const vm = await client();
    const job = vm.guest.start({
      ...{
        argv: ['sh', '-c', 'trap "echo got; exit 3" TERM; echo up; while :; do sleep 0.1; done'],
      },
      env: { PATH: '/bin' },
    });
    await once(job.stdout, 'data');
    job.signal('SIGTERM');
    expect(await job.exit.promise).toMatchObject({ status: 3 });
    vm.leave(undefined);
  });

  it('has a terminal of a size that changes', async () => {
    const vm = await client();
    const job = vm.guest.start({
      ...{ argv: ['sh', '-c', 'stty size; read x; stty size'], env: { PATH: '/bin' } },
      terminal: { rows: 10, columns: 20 },
    });
    const text = buffer(job.stdout);
    await once(job.stdout, 'data');
    job.resize({ rows: 30, columns: 40 });
    job.stdin.write('x\n');
    expect((await text).toString()).toMatch(/10 20[\s\S]*30 40/);
    vm.leave(undefined);
  });

  it('ends when its client goes: by SIGHUP, and what heeds none by SIGKILL', async () => {
    for (const trap of ['trap "echo hup > /tmp/end; exit" HUP;', 'trap "" HUP;']) {
      const socket = await dialled();
      const vm = new VmClient({ socket, info: INFO });
      const script = `: > /tmp/end; ${trap} echo $$; while :; do sleep 0.1; done`;
      const job = vm.guest.start({ argv: ['sh', '-c', script], env: { PATH: '/bin' } });
      const [pid] = (await once(job.stdout, 'data')) as [Buffer];
      socket.destroy();
      const gone = `while test -d /proc/${pid.toString().trim()}; do sleep 0.1; done; cat /tmp/end`;
      const { out } = await run(gone);
      expect(out.toString()).toBe(trap.includes('echo') ? 'hup\n' : '');
    }
  });

  it.each([
    ['no frame', Buffer.alloc(12)],
    ['a number for the second time', startTwice()],
    ['more input than its window', tooMuchInput()],
    [
      'more output taken than was sent',
      [start(), encodeFrame('taken', 1, numbers(1, 2 ** 20 + 1))],
    ],
    ['an output that there is not', [start(), encodeFrame('outputClose', 1, numbers(3))]],
    ['a signal that there is not', [start(), encodeFrame('signal', 1, numbers(1000))]],
    ['half a field', encodeFrame('start', 1, numbers(1))],
  ])('a client that sends %s loses its connection, and nobody else', async (_, bytes) => {
    const socket = await dialled();
    socket.on('error', () => {});
    socket.resume();
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write(Array.isArray(bytes) ? Buffer.concat(bytes) : bytes);
    await closed;
    expect((await run('echo on')).out.toString()).toBe('on\n');
  });

  it('fails with the reason for which the VM is lost', async () => {
    const vm = await client();
    const job = vm.guest.start({ argv: ['sleep', '1000'], env: { PATH: '/bin' } });
    await job.started.promise;
    const socket = await dialled();
    const other = new VmClient({ socket, info: INFO });
    const lost = expect(job.exit.promise).rejects.toMatchObject({
      ...{ code: 'VM_FAILED', message: 'told so', exitStatus: 125 },
    });
    const { SuperminError } = await import('@supermin/core');
    await Promise.all(
      connections.map((each) => each.lose(new SuperminError('VM_FAILED', 'told so'))),
    );
    await lost;
    await other.ended;
    connections = [];
  });
});

function start(): Buffer {
  const argument = Buffer.concat([numbers(1, 3), Buffer.from('cat\0')]);
  return encodeFrame('start', 1, argument);
}

function startTwice(): Buffer {
  return Buffer.concat([start(), start()]);
}

/** To a job that reads none. */
function tooMuchInput(): Buffer {
  const argument = (text: string) =>
    Buffer.concat([numbers(1, text.length), Buffer.from(`${text}\0`)]);
  const argv = Buffer.concat([argument('sleep'), argument('100')]);
  const input = encodeFrame('input', 1, Buffer.alloc(INPUT_WINDOW));
  return Buffer.concat([encodeFrame('start', 1, argv), input, input, input, input]);
}
