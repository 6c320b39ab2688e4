import { chmodSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { SuperminEvent } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Vm } from '../../src/vm/vm.ts';
import type { VmOptions } from '../../src/vm/vm-options.ts';
import { type SpokenBehaviour, SpokenQemu } from '../qemu/spoken-qemu.ts';
import { disk } from '../start/plan.ts';

const COMMANDS = {
  cat: { echoes: true },
  fail: { stdout: 'out', stderr: 'err', status: 3 },
  stay: { stays: true, stdout: 'up' },
};

let cache: string;
beforeEach(() => {
  cache = scratchDirectory();
  chmodSync(cache, 0o700);
  vi.stubEnv('XDG_CACHE_HOME', cache);
});
afterEach(() => void vi.unstubAllEnvs());

/** Options of a VM whose guest does what {@link COMMANDS} say. */
function spoken(options: Partial<VmOptions> = {}, behaviour: SpokenBehaviour = {}) {
  const qemu = new SpokenQemu({ commands: COMMANDS, ...behaviour });
  const appliance = scratchDirectory({ kernel: 'k', initrd: 'i', root: 'r'.repeat(512) });
  const common = { appliance, qemu: qemu.program, accelerator: 'tcg', memory: 8 } as const;
  return { qemu, options: { ...common, template: false, ...options } };
}

describe('a VM', () => {
  it('has commands one after another, and at the same time', async () => {
    const { qemu, options } = spoken();
    const vm = await Vm.start(options);
    const [one, two] = await Promise.all([
      vm.exec(['fail']),
      vm.exec(['cat'], { stdin: 'some text' }),
    ]);
    expect(one).toEqual({ status: 3, signal: undefined, stdout: 'out', stderr: 'err' });
    expect(two).toMatchObject({ status: 0, stdout: 'some text' });
    await expect(vm.exec(['nope'])).rejects.toMatchObject({ code: 'COMMAND_NOT_FOUND' });
    await vm.stop();
    await vm.ended;
    expect(qemu.logs[0]!.told).not.toContain('stop');
    await expect(vm.exec(['fail'])).rejects.toMatchObject({ code: 'VM_STOPPED' });
  });

  it('has commands whose streams one has, until a signal ends them', async () => {
    const vm = await Vm.start(spoken().options);
    const controller = new AbortController();
    const job = vm.spawn(['stay'], { signal: controller.signal });
    const output = text(job.stdout);
    await job.started;
    job.kill();
    expect(await job.exit).toEqual({ status: 143, signal: 'SIGTERM' });
    expect(await output).toBe('up');
    const other = vm.spawn(['stay'], { signal: controller.signal });
    await other.started;
    controller.abort(new Error('enough'));
    await expect(other.exit).rejects.toThrow('enough');
    await vm.stop();
  });

  it('is stopped once, with what was written to its disks on them', async () => {
    const { qemu, options } = spoken({ disks: [disk()] });
    const vm = await Vm.start(options);
    const stops = [vm.stop(), vm.stop()];
    expect(stops[0]).toBe(stops[1]);
    await Promise.all(stops);
    await vm[Symbol.asyncDispose]();
    expect(qemu.logs[0]!.told.filter((each) => each === 'stop')).toHaveLength(1);
  });

  it('fails with its commands when its time is over', async () => {
    // On a busy machine that may be before it is up.
    const over = Vm.start(spoken({ timeout: 1 }).options).then((vm) => vm.exec(['stay']));
    await expect(over).rejects.toMatchObject({ code: 'RUN_TIMEOUT' });
  });

  it('is not started for whom the signal is aborted', async () => {
    const { qemu, options } = spoken({ signal: AbortSignal.abort(new Error('enough')) });
    await expect(Vm.start(options)).rejects.toThrow('enough');
    expect(qemu.logs).toEqual([]);
  });

  it('is not forked unless it was started so', async () => {
    const vm = await Vm.start(spoken().options);
    await expect(vm.fork()).rejects.toMatchObject({ code: 'VM_NOT_FORKABLE' });
    await vm.stop();
  });
});

describe('a VM that can be forked', () => {
  it('goes on beside those that are restored from it', async () => {
    const { qemu, options } = spoken({ forkable: true });
    const vm = await Vm.start(options);
    const fork = await vm.fork({ hostname: 'other' });
    for (const each of [vm, fork]) expect((await each.exec(['fail'])).status).toBe(3);
    await vm.stop();
    expect((await fork.exec(['fail'])).status).toBe(3);
    await fork.stop();
    const [first, second] = qemu.logs;
    expect(first!.args).not.toContain('-incoming');
    expect(second!.args).toContain('-incoming');
    expect(first!.told).toEqual(expect.arrayContaining(['prepare', 'migrate', 'cont', 'repair']));
  });

  it('is kept as it was, for VMs that can be forked in turn, until that is removed', async () => {
    const { options } = spoken({ forkable: true });
    const vm = await Vm.start(options);
    const snapshot = await vm.snapshot();
    await vm.stop();
    const one = await snapshot.start({ forkable: true });
    const two = await one.fork();
    expect((await two.exec(['fail'])).status).toBe(3);
    snapshot.remove();
    await expect(snapshot.start()).rejects.toThrow(TypeError);
    await Promise.all([one.stop(), two.stop()]);
  });

  it('is not forked while a command runs, and goes on', async () => {
    const vm = await Vm.start(spoken({ forkable: true }).options);
    const job = vm.spawn(['stay']);
    await job.started;
    await expect(vm.fork()).rejects.toMatchObject({ code: 'VM_BUSY' });
    job.kill();
    await job.exit;
    await vm.stop();
  });

  it('one that does not come up is no VM, and the first one goes on', async () => {
    const refusals = { 'migrate-incoming': 'I cannot' };
    const vm = await Vm.start(spoken({ forkable: true }, { refusals }).options);
    await expect(vm.fork()).rejects.toMatchObject({
      ...{ code: 'FORK_FAILED', message: expect.stringContaining('I cannot') },
    });
    expect((await vm.exec(['fail'])).status).toBe(3);
    await vm.stop();
  });
});

describe('a command that comes before all others', () => {
  const said: string[] = [];
  const report = (event: SuperminEvent) => {
    if (event.kind === 'message') said.push(event.text);
  };
  beforeEach(() => void said.splice(0));

  it('is run once, and what it left is in all', async () => {
    const { qemu, options } = spoken({ warm: ['cat'], template: true, report });
    const warm = new SpokenQemu({ commands: { ...COMMANDS, warm: { stdout: 'ready\n' } } });
    const given = { ...options, warm: ['warm'], qemu: warm.program };
    for (let time = 0; time < 2; time++) {
      const vm = await Vm.start(given);
      expect((await vm.exec(['fail'])).status).toBe(3);
      await vm.stop();
    }
    expect(said.filter((text) => text === 'warm: ready')).toHaveLength(1);
    const starts = warm.logs.map(({ told }) => told.filter((each) => each === 'start').length);
    expect(starts).toEqual([1, 1, 1]);
    expect(qemu.logs).toEqual([]);
  });

  it('is run in each where nothing is saved', async () => {
    const vm = await Vm.start(spoken({ warm: ['cat'], report }).options);
    expect((await vm.exec(['fail'])).status).toBe(3);
    await vm.stop();
  });

  it('that fails fails the start', async () => {
    const { qemu, options } = spoken({ warm: ['fail'], template: true, report });
    await expect(Vm.start(options)).rejects.toMatchObject({ code: 'WARM_FAILED' });
    expect(qemu.logs).toHaveLength(1);
  });
});
