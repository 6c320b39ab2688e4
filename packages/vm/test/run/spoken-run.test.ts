import { chmodSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { SuperminEvent } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ApplianceRun } from '../../src/run/appliance-run.ts';
import { run as runOf } from '../../src/run/run.ts';
import { runInAppliance } from '../../src/run/run-in-appliance.ts';
import { SpokenQemu } from '../qemu/spoken-qemu.ts';
import { applianceFiles, disk } from '../start/plan.ts';

const COMMANDS = {
  cat: { echoes: true },
  fail: { stdout: 'out', stderr: 'err', status: 3 },
  stay: { stays: true, stdout: 'up' },
};

/** Runs a command in a VM whose guest does what {@link COMMANDS} say. */
async function run(argv: string[], options: Partial<ApplianceRun> = {}) {
  const qemu = new SpokenQemu({ commands: COMMANDS });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = [text(stdout), text(stderr)];
  const events: SuperminEvent[] = [];
  try {
    const { status } = await runInAppliance({
      ...{ appliance: applianceFiles(), cpu: 'x86_64', qemu: qemu.program, accelerator: 'tcg' },
      ...{ argv, stdin: null, stdout, stderr, template: false },
      report: (event) => events.push(event),
      ...options,
    });
    stdout.end();
    stderr.end();
    const [out, err] = await Promise.all(texts);
    return { status, out, err, error: undefined, events, log: qemu.logs[0] };
  } catch (error) {
    return { error, status: undefined, log: qemu.logs[0], events };
  }
}

describe('runInAppliance', () => {
  it('runs one command, with its streams, and says how it ended', async () => {
    const { status, out, err, log, events } = await run(['fail']);
    expect({ status, out, err }).toEqual({ status: 3, out: 'out', err: 'err' });
    expect(log!.told).toEqual(['setup', 'start', 'inputEnd']);
    const stages = events.flatMap((event) => (event.kind === 'stage' ? [event.name] : []));
    expect(stages).toEqual([
      ...['start of the VM to init', 'init to start of the command', 'command'],
    ]);
  });

  it('hands on its input', async () => {
    const stdin = Readable.from([Buffer.from('some '), Buffer.from('text')]);
    expect(await run(['cat'], { stdin })).toMatchObject({ status: 0, out: 'some text' });
  });

  it('has what is written to disks there before it comes back', async () => {
    expect((await run(['fail'], { disks: [disk()] })).log!.told.at(-1)).toBe('stop');
    expect((await run(['fail'], { disks: [disk(true)] })).log!.told).not.toContain('stop');
  });

  it('fails as a shell does for a command that there is not', async () => {
    const { error } = await run(['nope']);
    expect(error).toMatchObject({ code: 'COMMAND_NOT_FOUND', exitStatus: 127 });
  });

  it('starts nothing for what cannot be told to the guest, or is aborted', async () => {
    const unusable = await run(['a\0b']);
    expect(unusable).toMatchObject({ error: { code: 'JOB_UNUSABLE' }, log: undefined });
    const aborted = await run(['fail'], { signal: AbortSignal.abort(new Error('enough')) });
    expect(aborted).toMatchObject({ error: { message: 'enough' }, log: undefined });
  });

  it('ends for the reason of its signal', async () => {
    const controller = new AbortController();
    const stdout = new PassThrough();
    stdout.once('data', () => controller.abort(new Error('enough')));
    const { error } = await run(['stay'], { signal: controller.signal, stdout });
    expect(error).toMatchObject({ message: 'enough' });
  });

  it('is shown to who attends, when shares are there and before the command is started', async () => {
    const seen: string[] = [];
    const attend: ApplianceRun['attend'] = ({ guest }, plan) => {
      seen.push(String(guest.setUp.isSettled), plan.options.appliance.kernel.slice(-6));
    };
    expect((await run(['fail'], { attend })).status).toBe(3);
    expect(seen).toEqual(['true', 'kernel']);
  });

  it('without a command it runs until it is stopped', async () => {
    const attend: ApplianceRun['attend'] = ({ guest }) => void guest.stop();
    const close: ApplianceRun['attend'] = (session) => void session.close();
    const idle = { idle: true };
    const stopped = run(['fail'], {
      ...idle,
      attend: (session, plan) => {
        attend(session, plan);
        void session.guest.stopped.promise.then(() => session.close());
      },
    });
    expect(await stopped).toMatchObject({ status: 0, out: '' });
    expect(await run(['fail'], { ...idle, attend: close })).toMatchObject({ status: 0 });
    const timeout = await run(['fail'], { ...idle, timeout: 0.5 });
    expect(timeout.error).toMatchObject({ code: 'RUN_TIMEOUT', exitStatus: 124 });
  });

  it('is restored the second time from what was saved the first time', async () => {
    const cacheDirectory = scratchDirectory();
    chmodSync(cacheDirectory, 0o700);
    const appliance = applianceFiles();
    const qemu = new SpokenQemu({ commands: COMMANDS });
    const options = { template: true, cacheDirectory, appliance, qemu: qemu.program, memory: 8 };
    expect(await run(['fail'], options)).toMatchObject({ status: 3, out: 'out' });
    expect(await run(['fail'], options)).toMatchObject({ status: 3, out: 'out' });
    const [first, second] = qemu.logs;
    expect(first!.told).toContain('migrate');
    expect(first!.told).toContain('cont');
    expect(second!.args).toContain('-incoming');
    expect(second!.told).toContain('migrate-incoming');
    expect(second!.told.filter((each) => each === 'repair')).toHaveLength(1);
  });
});

describe('run', () => {
  afterEach(() => void vi.unstubAllEnvs());

  /** With an appliance that is there. */
  async function inAppliance(argv: string[], options: Parameters<typeof runOf>[1] = {}) {
    const cache = scratchDirectory();
    chmodSync(cache, 0o700);
    vi.stubEnv('XDG_CACHE_HOME', cache);
    const qemu = new SpokenQemu({ commands: { ...COMMANDS, sh: { stdout: 'a shell' } } });
    const appliance = scratchDirectory({ kernel: 'k', initrd: 'i', root: 'r'.repeat(512) });
    const common = { appliance, qemu: qemu.program, accelerator: 'tcg', memory: 8 } as const;
    return runOf(argv, { ...common, template: false, ...options });
  }

  it('has output, errors and status of the command, or of a shell', async () => {
    expect(await inAppliance(['fail'])).toEqual({ status: 3, stdout: 'out', stderr: 'err' });
    expect(await inAppliance(['cat'], { stdin: 'text' })).toMatchObject({ stdout: 'text' });
    expect(await inAppliance([])).toMatchObject({ status: 0, stdout: 'a shell' });
  });

  it('hands them on to streams', async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const result = await inAppliance(['fail'], { stdout, stderr });
    expect(result).toEqual({ status: 3, stdout: '', stderr: '' });
    expect([String(stdout.read()), String(stderr.read())]).toEqual(['out', 'err']);
  });

  it('keeps as much as it may', async () => {
    await expect(inAppliance(['fail'], { maxOutput: 2 })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
    });
  });

  it('warns of a program that wants a terminal, at one', async () => {
    const tty = () => Object.assign(new PassThrough(), { isTTY: true, setRawMode() {} });
    const events: SuperminEvent[] = [];
    const report = (event: SuperminEvent) => events.push(event);
    const streams = { stdin: tty().end(), stdout: tty(), report };
    await expect(inAppliance(['vi'], streams)).rejects.toMatchObject({ exitStatus: 127 });
    const text = expect.stringMatching(/^vi .*-t/);
    expect(events).toContainEqual({ kind: 'warning', text });
  });

  it('refuses what an appliance that is there cannot have any more', async () => {
    await expect(inAppliance(['fail'], { packages: ['x'] })).rejects.toMatchObject({
      code: 'APPLIANCE_BUILT',
    });
  });
});
