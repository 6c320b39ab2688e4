import { SuperminError } from '@supermin/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { encodeFailure } from '../../src/named/failure.ts';
import { stopNamed } from '../../src/named/stop-named.ts';
import { until } from '../until.ts';
import { type SpokenSupervisor, spokenSupervisor } from './spoken-supervisor.ts';

const { signal } = new AbortController();
afterEach(() => void vi.useRealTimers());

function stopped(vm: SpokenSupervisor): void {
  vm.say('stopped', 0);
  vm.socket.end(encodeFailure(new SuperminError('VM_STOPPED', 'stopped')));
}

describe('stopNamed', () => {
  it.each([
    ['ten seconds', undefined, 10_000],
    ['as said', 0.0015, 2],
    ['none', 0, 0],
    ['as many as a frame has room for', 1e9, 2 ** 32 - 1],
  ])('commands have time to end: %s', async (_, timeout, milliseconds) => {
    const vm = await spokenSupervisor({}, (_frame, each) => stopped(each));
    await stopNamed(vm.name, { timeout, signal });
    expect(vm.frames.map(({ kind, job, payload }) => [kind, job, payload.readUInt32LE(0)])).toEqual(
      [['stop', 0, milliseconds]],
    );
  });

  it('comes back when the supervisor is gone, not before', async () => {
    const vm = await spokenSupervisor({}, (_frame, each) => each.say('stopped', 0));
    let over = false;
    const stop = stopNamed(vm.name, { signal }).then(() => {
      over = true;
    });
    await until(() => expect(vm.frames).toHaveLength(1));
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(over).toBe(false);
    vm.socket.end();
    await stop;
  });

  it('a VM that ends by itself meanwhile is as good as stopped', async () => {
    const vm = await spokenSupervisor({}, (_frame, { socket }) => socket.destroy());
    await stopNamed(vm.name, { signal });
  });

  it('what is no supervisor of ours is not', async () => {
    const vm = await spokenSupervisor({}, (_frame, { socket }) => socket.write(Buffer.alloc(12)));
    await expect(stopNamed(vm.name, { signal })).rejects.toMatchObject({ code: 'VM_PROTOCOL' });
  });

  it('one that does not end is waited for, as long as commands have and 70 seconds', async () => {
    const vm = await spokenSupervisor();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const failed = vi.fn();
    const stop = stopNamed(vm.name, { timeout: 5, signal }).catch(failed);
    await vi.waitFor(() => expect(vm.frames).toHaveLength(1), { interval: 0, timeout: 30_000 });
    vi.advanceTimersByTime(74_000);
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(failed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    await stop;
    expect(failed.mock.calls[0]![0]).toMatchObject({ code: 'VM_UNRESPONSIVE' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is given up when the signal is aborted, before or meanwhile', async () => {
    const reason = new Error('enough');
    const vm = await spokenSupervisor();
    await expect(stopNamed(vm.name, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const early = new AbortController();
    const other = await spokenSupervisor();
    const begun = stopNamed(other.name, { signal: early.signal });
    // It is not connected yet.
    early.abort(reason);
    await expect(begun).rejects.toBe(reason);
    expect(other.frames).toEqual([]);
    const controller = new AbortController();
    const stop = stopNamed(vm.name, { signal: controller.signal });
    await until(() => expect(vm.frames).toHaveLength(1));
    controller.abort(reason);
    await expect(stop).rejects.toBe(reason);
  });
});
