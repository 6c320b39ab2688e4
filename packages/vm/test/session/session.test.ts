import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { SuperminEvent } from '@supermin/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { QemuEnd, RunningQemu } from '../../src/qemu/running-qemu.ts';
import { numbers, PROTOCOL_VERSION } from '../../src/session/protocol.ts';
import type { SessionOptions } from '../../src/session/session-options.ts';
import { Settled } from '../../src/session/settled.ts';
import { SpokenSession } from './spoken-session.ts';

/** A session, and what was heard of it. */
function opened(options: Partial<SessionOptions> = {}, vm: Partial<RunningQemu> = {}) {
  const events: SuperminEvent[] = [];
  const qemu = new Settled<QemuEnd>();
  const seen = { killed: 0, released: 0 };
  const console = new PassThrough();
  const kill = () => {
    seen.killed++;
    qemu.resolve({ status: 137, errors: '' });
  };
  const spoken = new SpokenSession(
    { ended: qemu.promise, console, kill, ...vm },
    { report: (event) => events.push(event), release: () => void seen.released++, ...options },
  );
  const { session } = spoken;
  const hello = async () => {
    spoken.say('hello', PROTOCOL_VERSION);
    await setImmediate();
  };
  return { spoken, session, events, qemu, seen, console, hello };
}

afterEach(() => void vi.useRealTimers());

describe('the start of a session', () => {
  it('is the hello of the guest init, which is told what VM it is', async () => {
    const { session, spoken, hello, events, seen } = opened();
    expect(session.start.isSettled).toBe(false);
    await hello();
    expect(await session.start.promise).toEqual({ kind: 'hello' });
    const milliseconds = expect.any(Number);
    const name = expect.stringMatching(/init$/);
    expect(events).toEqual([{ kind: 'stage', name, milliseconds }]);
    expect(spoken.told).toEqual(['setup']);
    expect([session.lost, seen]).toEqual([undefined, { killed: 0, released: 0 }]);
    await session.close();
  });

  it('a second hello is no second start', async () => {
    const { session, hello, events } = opened();
    await hello();
    await hello();
    expect(events).toHaveLength(1);
    await session.close();
  });

  it('one that is restored is told nothing before its repair', async () => {
    const { session, spoken } = opened({ held: true });
    expect(spoken.told).toEqual([]);
    session.guest.repair(Buffer.alloc(0));
    expect(spoken.told).toEqual(['repair', 'setup']);
    await session.close();
  });

  it('stages are told with the time since the last one', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { session, events } = opened();
    vi.advanceTimersByTime(30);
    session.stage('one');
    vi.advanceTimersByTime(12);
    session.stage('two');
    expect(events).toEqual([
      { kind: 'stage', name: 'one', milliseconds: 30 },
      { kind: 'stage', name: 'two', milliseconds: 12 },
    ]);
    await session.close();
  });
});

describe('a guest that says nothing', () => {
  it('is silent when the patience is over, and its VM is killed', async () => {
    const { session, seen, console } = opened({ patience: 0 });
    console.write('booting\n');
    expect(await session.start.promise).toEqual({
      ...{ kind: 'silent', fact: expect.stringContaining(' 0 s'), console: 'booting' },
    });
    await session.ended.promise;
    expect(seen).toEqual({ killed: 1, released: 1 });
    expect(session.lost?.reason).toMatchObject({ code: 'VM_FAILED' });
  });

  it('is not silent when it has said hello before', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { session, hello } = opened({ patience: 3000 });
    await hello();
    vi.advanceTimersByTime(10_000);
    expect(session.lost).toBeUndefined();
    await session.close();
  });

  it('ends early: silent, where another attempt may do better', async () => {
    const { session, qemu } = opened();
    qemu.resolve({ status: 1, errors: 'qemu: failed to initialize kvm: Device or resource busy' });
    expect(await session.start.promise).toMatchObject({
      ...{ kind: 'silent', fact: expect.stringContaining('busy'), hint: expect.any(String) },
    });
  });

  it('ends early: a failure, where another attempt would end alike', async () => {
    const { session, qemu, console } = opened();
    console.write('the console\n');
    qemu.resolve({ status: 1, errors: 'qemu: cannot set up guest memory' });
    await expect(session.start.promise).rejects.toMatchObject({
      code: 'VM_FAILED',
      message: expect.stringMatching(/did not start: .* 64 MiB .*\nthe console$/s),
      hint: expect.stringContaining('--memory'),
    });
  });
});

describe('what ends a session, with all of its jobs', () => {
  it('the guest says why there is no more of it', async () => {
    const { session, spoken, seen } = opened();
    const job = session.guest.start({ argv: [], env: {} });
    spoken.say('failed', 0, Buffer.concat([numbers(125), Buffer.from('no root')]));
    await expect(job.exit.promise).rejects.toMatchObject({ code: 'VM_FAILED', message: 'no root' });
    await session.ended.promise;
    expect(seen).toEqual({ killed: 1, released: 1 });
  });

  it('the guest says what no guest init says', async () => {
    const { session, spoken } = opened();
    spoken.say('hello', PROTOCOL_VERSION + 1);
    await expect(session.start.promise).rejects.toMatchObject({ code: 'VM_PROTOCOL' });
  });

  it('QEMU ends: with the console, and why', async () => {
    const { session, qemu, hello, console, seen } = opened();
    await hello();
    const job = session.guest.start({ argv: [], env: {} });
    console.write('Kernel panic - not syncing: x\n');
    qemu.resolve({ status: 0, errors: '' });
    await expect(job.exit.promise).rejects.toMatchObject({
      ...{ code: 'VM_FAILED', message: expect.stringMatching(/before the command did.*panic/s) },
    });
    await session.ended.promise;
    expect(seen.released).toBe(1);
  });

  it('QEMU cannot be run', async () => {
    const error = new Error('no such program');
    const { session, seen } = opened({}, { ended: Promise.reject(error) });
    await expect(session.start.promise).rejects.toBe(error);
    await session.ended.promise;
    expect(seen.released).toBe(1);
  });

  it('the daemon of a share fails, and none that ends without a reason', async () => {
    const failure = new Settled<string | undefined>();
    const { session } = opened({ shareFailures: [Promise.resolve(undefined), failure.promise] });
    await setImmediate();
    expect(session.lost).toBeUndefined();
    failure.resolve('out of descriptors');
    await expect(session.start.promise).rejects.toMatchObject({
      ...{ code: 'SHARE_FAILED', message: expect.stringContaining('out of descriptors') },
    });
  });

  it('the time is over', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const { session, hello } = opened({ deadline: { at: performance.now() + 5000, seconds: 5 } });
    await hello();
    vi.advanceTimersByTime(4999);
    expect(session.lost).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(session.lost?.reason).toMatchObject({ code: 'RUN_TIMEOUT', exitStatus: 124 });
    await session.ended.promise;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('an abort, before or later', async () => {
    const { session } = opened({ signal: AbortSignal.abort('before') });
    await expect(session.start.promise).rejects.toBe('before');
    const controller = new AbortController();
    const other = opened({ signal: controller.signal });
    controller.abort('later');
    await expect(other.session.start.promise).rejects.toBe('later');
  });

  it('close() pulls the plug, and comes back when QEMU is gone', async () => {
    const killed = vi.fn();
    const { session, qemu } = opened({}, { kill: killed });
    let closed = false;
    const over = session.close().then(() => {
      closed = true;
    });
    await setImmediate();
    expect(killed).toHaveBeenCalledOnce();
    expect(closed).toBe(false);
    qemu.resolve({ status: 137, errors: '' });
    await over;
    expect(session.lost?.reason).toMatchObject({ code: 'VM_STOPPED' });
  });
});

describe('a session that is over', () => {
  it('is over for the first reason, and closes all that was open', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const controller = new AbortController();
    const { session, spoken, seen, console } = opened({ signal: controller.signal });
    await session.close();
    controller.abort();
    await session.close();
    expect(session.lost?.reason).toMatchObject({ code: 'VM_STOPPED' });
    expect(seen).toEqual({ killed: 1, released: 1 });
    expect(vi.getTimerCount()).toBe(0);
    expect(console.destroyed).toBe(true);
    expect(spoken.vm.ports.map(({ destroyed }) => destroyed)).toEqual([true]);
  });

  it('tells what QEMU said, to who wants to know all', async () => {
    const { session, events, qemu } = opened();
    qemu.resolve({ status: 1, errors: 'this and that' });
    await session.ended.promise;
    expect(events).toEqual([
      { kind: 'message', level: 2, text: expect.stringContaining('this and that') },
    ]);
    const silent = opened();
    silent.qemu.resolve({ status: 1, errors: '' });
    await silent.session.ended.promise;
    expect(silent.events).toEqual([]);
  });
});

it('hands the console on as it comes', async () => {
  const shown: string[] = [];
  const { session, console } = opened({ console: (chunk) => void shown.push(String(chunk)) });
  console.write('some');
  console.write('thing');
  expect(shown).toEqual(['some', 'thing']);
  await session.close();
});
