import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SuperminError } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MachinePlan } from '../../src/machine/machine-plan.ts';
import { listVms } from '../../src/named/find-vm.ts';
import { stopNamed } from '../../src/named/stop-named.ts';
import { VmClient } from '../../src/named/vm-client.ts';
import type { VmInfo } from '../../src/named/vm-info.ts';
import { encodeFrame, numbers } from '../../src/session/protocol.ts';
import { Supervisor } from '../../src/supervisor/supervisor.ts';
import { SpokenSession } from '../session/spoken-session.ts';
import { until } from '../until.ts';

const { XDG_RUNTIME_DIR } = process.env;
const NO_DISKS = { shares: [], disks: [] } as unknown as MachinePlan;
const { signal } = new AbortController();

let runtime: string;
beforeEach(() => {
  runtime = scratchDirectory();
  chmodSync(runtime, 0o700);
  process.env.XDG_RUNTIME_DIR = runtime;
});
afterEach(() => {
  vi.useRealTimers();
  if (XDG_RUNTIME_DIR === undefined) delete process.env.XDG_RUNTIME_DIR;
  else process.env.XDG_RUNTIME_DIR = XDG_RUNTIME_DIR;
});

/** A supervisor, and the VM that it will have. */
async function claimed(name = `t-${randomUUID()}`) {
  const info = { name, pid: process.pid, state: 'starting', shares: [] as unknown } as VmInfo;
  const directories: string[] = [];
  const supervisor = await Supervisor.claim(info, (directory) => directories.push(directory));
  const spoken = new SpokenSession();
  const names = async () => (await listVms()).filter((vm) => vm.name === name);
  return { name, info, supervisor, spoken, directories, names };
}

describe('a name', () => {
  it('is taken in the runtime directory of this user, for whom alone the socket is', async () => {
    const { name, supervisor, directories, names } = await claimed();
    expect(directories).toEqual([join(runtime, 'supermin')]);
    const socket = join(runtime, 'supermin', `${name}.sock`);
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    expect(await names()).toMatchObject([{ name, state: 'starting' }]);
    await expect(claimed(name)).rejects.toMatchObject({ code: 'VM_NAME_TAKEN' });
    await supervisor.close(undefined);
    expect(existsSync(socket)).toBe(false);
    expect(await names()).toEqual([]);
  });

  it('is one, or nothing is taken', async () => {
    await expect(claimed('no name')).rejects.toMatchObject({ code: 'VM_NAME' });
    expect(existsSync(join(runtime, 'supermin'))).toBe(false);
  });

  it('is taken by a VM that was started without XDG_RUNTIME_DIR, too', async () => {
    const one = await claimed();
    const before = process.env.XDG_RUNTIME_DIR;
    delete process.env.XDG_RUNTIME_DIR;
    const other = await claimed();
    process.env.XDG_RUNTIME_DIR = before;
    await expect(claimed(other.name)).rejects.toMatchObject({ code: 'VM_NAME_TAKEN' });
    await Promise.all([one.supervisor.close(undefined), other.supervisor.close(undefined)]);
  });
});

describe('clients', () => {
  it('are told what VM it is, and have commands in it as soon as it is up', async () => {
    const { name, supervisor, spoken, names } = await claimed();
    const early = await VmClient.find(name);
    expect(early.info).toMatchObject({ name, state: 'starting' });
    const job = early.guest.start({ argv: ['x'], env: {} });
    supervisor.attend(spoken.session, NO_DISKS);
    await until(() => expect(spoken.told).toEqual(['setup', 'start']));
    spoken.sayCommand({ status: 3 });
    expect(await job.exit.promise).toMatchObject({ status: 3 });
    const late = await VmClient.find(name);
    expect(late.info.state).toBe('running');
    late.guest.start({ argv: ['y'], env: {} });
    await until(() => expect(spoken.told.at(-1)).toBe('start'));
    expect(await names()).toMatchObject([{ state: 'running' }]);
    early.leave(undefined);
    late.leave(undefined);
    await Promise.all([early.ended, late.ended]);
    await supervisor.close(undefined);
  });

  it('are told why there is no VM any more', async () => {
    const { name, supervisor } = await claimed();
    const client = await VmClient.find(name);
    const job = client.guest.start({ argv: ['x'], env: {} });
    await supervisor.close(new SuperminError('RUN_TIMEOUT', 'too late'));
    await expect(job.exit.promise).rejects.toMatchObject({
      ...{ code: 'RUN_TIMEOUT', message: 'too late' },
    });
    await client.ended;
  });

  it('that take nothing of that are waited for a second, and no longer', async () => {
    const { name, supervisor } = await claimed();
    const client = await VmClient.find(name);
    const { guest } = client;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const lose = vi.spyOn(guest, 'lose');
    await supervisor.close(new Error('x'));
    expect(lose).toHaveBeenCalled();
  });
});

describe('a client that stops the VM', () => {
  it('that is not up yet: its start is given up', async () => {
    const { name, supervisor, info } = await claimed();
    expect(supervisor.stopSignal.aborted).toBe(false);
    const stopped = stopNamed(name, { signal });
    await until(() => expect(supervisor.stopSignal.aborted).toBe(true));
    expect(supervisor.stopSignal.reason).toMatchObject({ code: 'VM_STOPPED' });
    expect(info.state).toBe('stopping');
    await supervisor.close(supervisor.stopSignal.reason);
    await stopped;
  });

  it('has its commands asked to end, and waits for them', async () => {
    const { name, supervisor, spoken } = await claimed();
    supervisor.attend(spoken.session, NO_DISKS);
    const client = await VmClient.find(name);
    client.guest.start({ argv: ['x'], env: {} });
    await until(() => expect(spoken.told).toContain('start'));
    // Asked for twice, it is done once.
    const stop = encodeFrame('stop', 0, numbers(60_000));
    client.write(Buffer.concat([stop, stop]));
    await until(() => expect(spoken.told.slice(2)).toEqual(['signal', 'signal']));
    expect(spoken.session.lost).toBeUndefined();
    spoken.sayCommand({ status: 143 });
    await spoken.session.ended.promise;
    expect(spoken.session.lost?.reason).toMatchObject({ code: 'VM_STOPPED' });
    expect(spoken.told.filter((kind) => kind === 'signal')).toHaveLength(2);
    await supervisor.close(undefined);
    await client.ended;
  });

  it('waits no longer than it has said', async () => {
    const { name, supervisor, spoken } = await claimed();
    supervisor.attend(spoken.session, NO_DISKS);
    const client = await VmClient.find(name);
    client.guest.start({ argv: ['x'], env: {} });
    await until(() => expect(spoken.told).toContain('start'));
    client.write(encodeFrame('stop', 0, numbers(1)));
    await spoken.session.ended.promise;
    client.leave(undefined);
    await supervisor.close(undefined);
  });

  it('has what was written to shares and disks put there', async () => {
    const { name, supervisor, spoken } = await claimed();
    const shares = [{ readOnly: false }];
    supervisor.attend(spoken.session, { shares, disks: [] } as unknown as MachinePlan);
    spoken.answers.stop = () => spoken.say('stopped');
    const client = await VmClient.find(name);
    client.write(encodeFrame('stop', 0, numbers(60_000)));
    await spoken.session.ended.promise;
    expect(spoken.told).toEqual(['setup', 'stop']);
    client.leave(undefined);
    await supervisor.close(undefined);
  });
});
