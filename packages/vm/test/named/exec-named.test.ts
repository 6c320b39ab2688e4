import { getEventListeners } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import type { SuperminEvent } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it, vi } from 'vitest';
import { execNamed, type NamedExecOptions } from '../../src/named/exec-named.ts';
import type { VmInfo } from '../../src/named/vm-info.ts';
import { decodeJob } from '../../src/supervisor/decode-job.ts';
import { until } from '../until.ts';
import { spokenSupervisor } from './spoken-supervisor.ts';

/** Runs a command that ends with 3: at once, or when its input does. */
async function run(
  options: Partial<NamedExecOptions> = {},
  info: Partial<VmInfo> = {},
  argv: string[] = ['x'],
) {
  const vm = await spokenSupervisor(info, ({ kind, job }, each) => {
    if (kind === 'start') each.say('started', job);
    if (kind === (options.stdin ? 'inputEnd' : 'start')) each.sayEnd(job, 'out', 3);
  });
  const events: SuperminEvent[] = [];
  const stdout = new PassThrough();
  const exit = await execNamed(vm.name, argv, {
    ...{ stdin: null, stdout, stderr: new PassThrough(), signal: new AbortController().signal },
    ...{ report: (event) => events.push(event), ...options },
  });
  const job = decodeJob(vm.frames[0]!.payload);
  return { vm, exit, events, job, out: String(stdout.read() ?? '') };
}

describe('execNamed', () => {
  it('runs a command with the streams, and says how it ended', async () => {
    const { exit, job, out, events } = await run();
    expect({ exit, out, events }).toEqual({
      ...{ exit: { status: 3, signal: undefined }, out: 'out', events: [] },
    });
    expect(job).toMatchObject({ argv: [Buffer.from('x')], cwd: '/' });
    expect(job.user).toBeUndefined();
  });

  it('has input, environment, user and directory', async () => {
    const { job, vm } = await run({
      ...{ stdin: Readable.from([Buffer.from('in')]), env: { A: 'b' }, user: 'u', cwd: '/etc' },
    });
    expect(job).toMatchObject({ env: { A: Buffer.from('b') }, user: 'u', cwd: '/etc' });
    const input = vm.frames.filter(({ kind }) => kind === 'input');
    expect(input.map(({ payload }) => String(payload))).toEqual(['in']);
  });

  it('is in the current directory where that is shared', async () => {
    const shares = [{ directory: process.cwd(), mount: '/here' }];
    expect((await run({}, { shares })).job.cwd).toBe('/here');
    expect((await run({ cwd: 'a' }, { shares })).job.cwd).toBe('/here/a');
    const elsewhere = [{ directory: scratchDirectory(), mount: '/there' }];
    expect((await run({}, { shares: elsewhere })).job.cwd).toBe('/');
  });

  it('is of the same user in the same directory where the root is this machine’s', async () => {
    const { job } = await run({}, { hostRoot: true });
    expect(job.cwd).toBe(process.cwd());
    expect(job.env.PATH).toEqual(Buffer.from(process.env.PATH!));
    const user =
      process.geteuid!() === 0 ? undefined : `${process.geteuid!()}:${process.getegid!()}`;
    expect(job.user).toBe(user);
    const outer = { directory: '/', mount: '/outer' };
    const shares = [outer, { directory: process.cwd(), mount: '/here' }];
    expect((await run({}, { hostRoot: true, shares })).job.cwd).toBe('/here');
  });

  it('warns of a program that wants a terminal, at one', async () => {
    const tty = () => Object.assign(new PassThrough(), { isTTY: true, setRawMode() {} });
    const streams = { stdin: tty().end(), stdout: tty() };
    const { events } = await run(streams as Partial<NamedExecOptions>, {}, ['vi']);
    expect(events).toEqual([{ kind: 'warning', text: expect.stringMatching(/^vi .*-t/) }]);
  });

  it('hands on the signals that end this process, as long as it lasts', async () => {
    const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    const counts = () => names.map((name) => process.listenerCount(name));
    const before = counts();
    const vm = await spokenSupervisor({}, ({ kind, job }, each) => {
      if (kind === 'start') for (const name of names) process.emit(name, name);
      const signals = each.frames.filter((frame) => frame.kind === 'signal');
      if (signals.length === 3) each.sayCommand(job);
    });
    const later = vi.fn();
    for (const name of names) process.on(name, later);
    const { signal } = new AbortController();
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    await execNamed(vm.name, ['x'], { stdin: null, stdout, stderr, signal, report() {} });
    for (const name of names) process.off(name, later);
    const sent = vm.frames.filter(({ kind }) => kind === 'signal');
    expect(sent.map(({ payload }) => payload.readUInt32LE(0))).toEqual([2, 15, 1]);
    expect(later).toHaveBeenCalledTimes(3);
    expect(counts()).toEqual(before);
  });

  it('is left for the reason of the signal, before it or meanwhile', async () => {
    const reason = new Error('enough');
    const streams = { stdin: null, stdout: new PassThrough(), stderr: new PassThrough() };
    const controller = new AbortController();
    const { signal } = controller;
    const vm = await spokenSupervisor({}, () => controller.abort(reason));
    const options = { ...streams, report() {} };
    const aborted = { ...options, signal: AbortSignal.abort(reason) };
    await expect(execNamed(vm.name, ['x'], aborted)).rejects.toBe(reason);
    await expect(execNamed(vm.name, ['x'], { ...options, signal })).rejects.toBe(reason);
    const early = new AbortController();
    const other = await spokenSupervisor();
    const run = execNamed(other.name, ['x'], { ...options, signal: early.signal });
    // It is not connected yet.
    early.abort(reason);
    await expect(run).rejects.toBe(reason);
    expect(other.frames).toEqual([]);
    await until(() => expect(vm.socket.readableEnded).toBe(true));
  });

  it('has nothing to do with the signal afterwards, and has left the VM', async () => {
    const { signal } = new AbortController();
    const { vm } = await run({ signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await until(() => expect(vm.socket.readableEnded).toBe(true));
  });

  it('hands no signals on for a job that the VM cannot be told of', async () => {
    const before = process.listenerCount('SIGINT');
    await expect(run({}, {}, ['a\0b'])).rejects.toMatchObject({ code: 'JOB_UNUSABLE' });
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
