import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { exec, jobOf } from '../../src/job/exec.ts';
import type { ExecOptions } from '../../src/job/job-options.ts';
import { SpokenSession } from '../session/spoken-session.ts';

afterEach(() => void vi.useRealTimers());

describe('jobOf', () => {
  it('a command is root’s, without a terminal, unless it is said', () => {
    expect(jobOf(['x', 'y'], {})).toEqual({
      ...{ argv: ['x', 'y'], cwd: undefined, user: undefined, terminal: undefined },
      env: { PATH: expect.any(String), HOME: '/root' },
    });
    expect(jobOf([], { cwd: '/d', user: 'u', env: { A: 'b' } })).toMatchObject({
      ...{ cwd: '/d', user: 'u', env: { A: 'b' } },
    });
  });

  it.each([
    [true, { rows: 24, columns: 80 }],
    [
      { rows: 5, columns: 6 },
      { rows: 5, columns: 6 },
    ],
    [false, undefined],
  ])('tty: %j', (tty, terminal) => {
    const job = jobOf([], { tty });
    expect(job.terminal).toEqual(terminal);
    expect('TERM' in job.env).toBe(terminal !== undefined);
  });
});

describe('exec', () => {
  /** Runs a command that ends so. */
  async function run(options: ExecOptions, end: Parameters<SpokenSession['sayCommand']>[0] = {}) {
    const guest = new SpokenSession();
    guest.answers[options.stdin === undefined ? 'start' : 'inputEnd'] = () => guest.sayCommand(end);
    if (options.stdin !== undefined) guest.answers.start = () => guest.say('started', 1);
    try {
      return await exec(guest.session, ['x'], options);
    } finally {
      await guest.session.close();
    }
  }

  it('has output, errors and status of a command', async () => {
    expect(await run({}, { status: 3, stdout: 'out é', stderr: 'err' })).toEqual({
      ...{ status: 3, signal: undefined, stdout: 'out é', stderr: 'err' },
    });
  });

  it('or hands them on to streams', async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const result = await run({ stdout, stderr }, { stdout: 'out', stderr: 'err' });
    expect(result).toMatchObject({ stdout: '', stderr: '' });
    expect([String(stdout.read()), String(stderr.read())]).toEqual(['out', 'err']);
  });

  it('has as much of it as it may', async () => {
    expect(await run({ maxOutput: 3 }, { stdout: 'abc' })).toMatchObject({ stdout: 'abc' });
    await expect(run({ maxOutput: 3 }, { stderr: 'abcd' })).rejects.toMatchObject({
      ...{ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('3 bytes') },
    });
  });

  it('kills a command whose time is over', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const guest = new SpokenSession();
    const before = vi.getTimerCount();
    const over = exec(guest.session, ['x'], { timeout: 2 });
    const failed = expect(over).rejects.toMatchObject({ code: 'JOB_TIMEOUT', exitStatus: 124 });
    vi.advanceTimersByTime(1999);
    expect(guest.told).not.toContain('signal');
    vi.advanceTimersByTime(1);
    await failed;
    expect(guest.told).toContain('signal');
    expect(vi.getTimerCount()).toBe(before);
    await guest.session.close();
  });

  it('and leaves no clock running for one that has ended in time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await run({ timeout: 1000 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('kills a command when the signal is aborted, and starts none where it is', async () => {
    const guest = new SpokenSession();
    const controller = new AbortController();
    const over = exec(guest.session, ['x'], { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(over).rejects.toThrow('enough');
    const { length } = guest.told;
    const { signal } = controller;
    await expect(exec(guest.session, ['x'], { signal })).rejects.toThrow('enough');
    expect(guest.told).toHaveLength(length);
    await guest.session.close();
  });
});
