import { getEventListeners } from 'node:events';
import { SuperminError } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { encodeFailure } from '../../src/named/failure.ts';
import { encodeGreeting } from '../../src/named/greeting.ts';
import { VmClient } from '../../src/named/vm-client.ts';
import type { VmInfo } from '../../src/named/vm-info.ts';
import { encodeFrame, numbers } from '../../src/session/protocol.ts';
import { until } from '../until.ts';
import { type SpokenSupervisor, spokenSupervisor } from './spoken-supervisor.ts';

const JOB = { argv: ['x'], env: {} };

/** A client that has a command. */
async function client(info: Partial<VmInfo> = {}) {
  const vm = await spokenSupervisor(info);
  const found = await VmClient.find(vm.name);
  const job = found.guest.start(JOB);
  return { vm, found, job };
}

describe('VmClient', () => {
  it('knows what VM it is, and has commands in it', async () => {
    const vm = await spokenSupervisor({ image: 'packages' }, ({ kind, job }, each) => {
      if (kind === 'start') each.sayCommand(job, 'out', 3);
    });
    const found = await VmClient.find(vm.name);
    expect(found.info).toMatchObject({ name: vm.name, image: 'packages' });
    const job = found.guest.start(JOB);
    expect(await job.exit.promise).toMatchObject({ status: 3 });
    expect(String(job.stdout.read())).toBe('out');
    found.write(encodeFrame('stop', 0, numbers(5)));
    await until(() => expect(vm.frames.at(-1)?.kind).toBe('stop'));
    found.leave(undefined);
    await found.ended;
  });

  it.each<[string, (vm: SpokenSupervisor) => unknown, object]>([
    [
      'the VM ends, for its own reason',
      ({ socket }) => socket.end(encodeFailure(new SuperminError('RUN_TIMEOUT', 'late'))),
      { code: 'RUN_TIMEOUT', message: 'late' },
    ],
    [
      'the supervisor is killed',
      ({ socket }) => socket.destroy(),
      { code: 'VM_FAILED', exitStatus: 125 },
    ],
    [
      'it greets again',
      ({ socket }) => socket.write(numbers(1, 4, 5)),
      { code: 'VM_PROTOCOL', message: expect.stringContaining('second greeting') },
    ],
    [
      'it sends what no supervisor sends',
      ({ socket }) => socket.write(encodeGreeting({} as VmInfo)),
      { code: 'VM_PROTOCOL', message: expect.stringContaining('version 1') },
    ],
  ])('commands fail when %s', async (_, happen, error) => {
    const { vm, found, job } = await client();
    happen(vm);
    await expect(job.exit.promise).rejects.toMatchObject(error);
    await found.ended;
  });

  it('who leaves has no commands any more, and the supervisor hears of it', async () => {
    const { vm, found, job } = await client();
    const over = new Promise((resolve) => vm.socket.once('end', resolve));
    found.leave(new Error('left'));
    await expect(job.exit.promise).rejects.toThrow('left');
    await over;
    await found.ended;
  });

  it('is left when its signal aborts: before it is looked for, meanwhile, and later', async () => {
    const reason = new Error('enough');
    const aborted = AbortSignal.abort(reason);
    await expect(VmClient.find('nobody-has-it', aborted)).rejects.toBe(reason);
    const [meanwhile, later] = [new AbortController(), new AbortController()];
    const vm = await spokenSupervisor();
    const finding = VmClient.find(vm.name, meanwhile.signal);
    meanwhile.abort(reason);
    await expect(finding).rejects.toBe(reason);
    await until(() => expect(vm.socket.readableEnded).toBe(true));
    expect(getEventListeners(meanwhile.signal, 'abort')).toEqual([]);
    const other = await spokenSupervisor();
    const found = await VmClient.find(other.name, later.signal);
    const job = found.guest.start(JOB);
    later.abort(reason);
    await expect(job.exit.promise).rejects.toBe(reason);
    await found.ended;
    expect(getEventListeners(later.signal, 'abort')).toEqual([]);
  });

  it('has nothing to do with its signal when it is left', async () => {
    const { signal } = new AbortController();
    const vm = await spokenSupervisor();
    const found = await VmClient.find(vm.name, signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    found.leave(undefined);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await found.ended;
  });

  it('there is none of a name that nobody has', async () => {
    await expect(VmClient.find('nobody-has-it')).rejects.toMatchObject({ code: 'VM_NOT_FOUND' });
  });
});
